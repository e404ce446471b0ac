package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Problem;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.runtime.model.ModelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what the model is, beyond its checkpoint. */
@Grouped(OptionGroup.MODEL)
final class ModelOptions {
    @Option(
            names = "--cell",
            required = true,
            paramLabel = "NAME|FILE",
            description =
                    "The cell, which 'ntk cells' lists, or an equation file (.cell). Where models of several cells can be"
                            + " compared, by 'compare' and by 'align --reduce', it may be given once for each of them, in order.")
    private List<String> cells = new ArrayList<>();

    @Option(
            names = "--inputs",
            required = true,
            paramLabel = "FILE[:ARRAY]",
            description = "The inputs, an array [trials, steps, channels].")
    private String inputs = "";

    @Mixin
    private final TimeFirstOption order = new TimeFirstOption();

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
        return place.modelFiles().problem(checkpoint, file(place, inputs), settings(place));
    }

    /** {@return an array of the trials of the inputs that the user names, which is noted as read} */
    ArrayReference file(Workplace place, String name) {
        return order.file(place, name);
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
        return place.modelFiles().trials(problem, file(place, inputs), restriction.settings(place, order));
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
                        file(place, inputs),
                        onlyValid
                                ? settings
                                : settings.withRestriction(
                                        settings.restriction().withoutValid()));
    }

    BeforeAfter pair(Workplace place, ArrayReference before, ArrayReference after) {
        return place.modelFiles().pair(before, after, file(place, inputs), settings(place));
    }

    /**
     * {@return models of any sizes and cells}
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} unless there is one cell for all of them, or one for each; and as
     *     {@link io.ntk.runtime.model.ModelFiles#problems}
     */
    List<Problem> problems(Workplace place, List<ArrayReference> checkpoints) {
        if (cells.size() == 1) {
            return place.modelFiles().problems(checkpoints, file(place, inputs), settings(place));
        }
        if (cells.size() != checkpoints.size()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    cells.size() + " cells were given for " + checkpoints.size() + " models.",
                    "Give --cell once for all of them, or once for each, in order.");
        }
        return IntStream.range(0, cells.size())
                .mapToObj(i -> place.modelFiles()
                        .problem(checkpoints.get(i), file(place, inputs), settings(place, cells.get(i))))
                .toList();
    }

    private ModelSettings settings(Workplace place) {
        if (cells.size() > 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    cells.size() + " cells were given: " + String.join(", ", cells) + ".",
                    "Give --cell once.");
        }
        return settings(place, cells.get(0));
    }

    private ModelSettings settings(Workplace place, String cell) {
        ModelSettings settings = new ModelSettings(
                        cell,
                        observation.dt(),
                        observation.observable(),
                        observation.selection(),
                        Optional.ofNullable(hidden).map(place::file),
                        Optional.ofNullable(memory).map(place::file),
                        place.precision(),
                        observation.keep().map(place::file))
                .withRestriction(restriction.settings(place, order));
        return tensors.addTo(settings, place);
    }
}
