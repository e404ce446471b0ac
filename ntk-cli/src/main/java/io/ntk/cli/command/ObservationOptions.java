package io.ntk.cli.command;

import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what is observed of a model, and what is differentiated. */
@Grouped(OptionGroup.OBSERVED)
final class ObservationOptions {
    @Grouped(OptionGroup.MODEL)
    @Option(names = "--dt", paramLabel = "DT", description = "The time step of a continuous-time cell.")
    private @Nullable Double dt;

    @Option(
            names = "--observe",
            paramLabel = "WHAT",
            completionCandidates = Candidates.Observables.class,
            defaultValue = "states",
            description = "states, final-state, outputs or final-output. Default: states.")
    private String observe = "";

    @Option(
            names = "--params",
            paramLabel = "GLOB[,GLOB]",
            description =
                    "The parameter tensors to differentiate, such as 'weight_hh*' or rnn.weight_hh_l0; may be given several times."
                            + " Default: all.")
    private List<String> params = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "FILE[:PREFIX]",
            description = "Masks under the parameters' names: entries at 0 are not differentiated, entries at 1 are."
                    + " Default: all are.")
    private @Nullable String keep;

    Optional<String> keep() {
        return Optional.ofNullable(keep);
    }

    OptionalDouble dt() {
        return dt == null ? OptionalDouble.empty() : OptionalDouble.of(dt);
    }

    Observable observable() {
        return Observable.parse(observe);
    }

    ParameterSelection selection() {
        return params.isEmpty()
                ? ParameterSelection.all()
                : ParameterSelection.of(params.stream()
                        .flatMap(each -> Arrays.stream(each.split(",", -1)))
                        .map(String::strip)
                        .toList());
    }
}
