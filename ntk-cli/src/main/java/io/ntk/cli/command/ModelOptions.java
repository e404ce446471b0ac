package io.ntk.cli.command;

import io.ntk.api.model.Observable;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.runtime.model.ModelSettings;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what the model is, beyond its checkpoint. */
final class ModelOptions {
    @Option(
            names = "--cell",
            required = true,
            paramLabel = "NAME|FILE",
            description = "The cell, which 'ntk cells' lists, or an equation file (.cell).")
    private String cell = "";

    @Option(
            names = "--inputs",
            required = true,
            paramLabel = "FILE[:ARRAY]",
            description = "The inputs, an array [trials, steps, channels].")
    private String inputs = "";

    @Mixin
    private final ObservationOptions observation = new ObservationOptions();

    @Mixin
    private final RestrictionOptions restriction = new RestrictionOptions();

    @Option(
            names = "--h0",
            paramLabel = "FILE[:ARRAY]",
            description = "The initial hidden state, [H], [trials, H] or [layers, trials, H]. Default: zero.")
    private @Nullable String hidden;

    @Option(
            names = "--c0",
            paramLabel = "FILE[:ARRAY]",
            description = "The initial cell state of an LSTM, likewise. Default: zero.")
    private @Nullable String memory;

    @Mixin
    private final TensorOptions tensors = new TensorOptions();

    Problem problem(Workplace place, ArrayReference checkpoint) {
        return place.modelFiles().problem(checkpoint, place.file(inputs), settings(place));
    }

    /** {@return what is observed of the model} */
    Observable observable() {
        return observation.observable();
    }

    /** {@return the mask of the steps that count} */
    Optional<String> valid() {
        return restriction.valid();
    }

    /** {@return which trials of --inputs a problem that was read is of} */
    ChosenTrials trials(Workplace place, Problem problem) {
        return place.modelFiles().trials(problem, place.file(inputs), restriction.settings(place));
    }

    /**
     * {@return the model with its readout, its outputs being observed whatever the options say}
     *
     * @param onlyValid whether steps that do not count are left out
     */
    Problem withReadout(Workplace place, ArrayReference checkpoint, boolean onlyValid) {
        ModelSettings settings = settings(place).withObservable(Observable.OUTPUTS);
        return place.modelFiles()
                .problem(
                        checkpoint,
                        place.file(inputs),
                        onlyValid
                                ? settings
                                : settings.withRestriction(
                                        settings.restriction().withoutValid()));
    }

    BeforeAfter pair(Workplace place, ArrayReference before, ArrayReference after) {
        return place.modelFiles().pair(before, after, place.file(inputs), settings(place));
    }

    List<Problem> problems(Workplace place, List<ArrayReference> checkpoints) {
        return place.modelFiles().problems(checkpoints, place.file(inputs), settings(place));
    }

    private ModelSettings settings(Workplace place) {
        ModelSettings settings = new ModelSettings(
                        cell,
                        observation.dt(),
                        observation.observable(),
                        observation.selection(),
                        Optional.ofNullable(hidden).map(place::file),
                        Optional.ofNullable(memory).map(place::file),
                        place.precision(),
                        observation.keep().map(place::file))
                .withRestriction(restriction.settings(place));
        return tensors.addTo(settings, place);
    }
}
