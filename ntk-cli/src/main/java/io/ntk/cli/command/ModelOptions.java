package io.ntk.cli.command;

import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.EquationSettings;
import io.ntk.runtime.model.ModelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A constant of an equation file: a number, or the name of a function. Repeatable.")
    private Map<String, String> constants = Map.of();

    @Option(
            names = "--constants",
            paramLabel = "FILE[:PREFIX]",
            description = "The constants of an equation file that are arrays. Default: in the checkpoint.")
    private @Nullable String arrays;

    @Option(
            names = "--readout",
            paramLabel = "NAME",
            description = "The module or the array that gives the outputs, or none. Default: the only one that can.")
    private @Nullable String readout;

    @Option(
            names = "--map",
            paramLabel = "TENSOR=NAME",
            description =
                    "Take a tensor from the array of that name or glob, as in 'weight_hh=rnn.h2h.weight'; may be given"
                            + " several times.")
    private List<String> map = new ArrayList<>();

    Problem problem(Workplace place, ArrayReference checkpoint) {
        return place.runtime().modelFiles().problem(checkpoint, place.file(inputs), settings(place));
    }

    BeforeAfter pair(Workplace place, ArrayReference before, ArrayReference after) {
        return place.runtime().modelFiles().pair(before, after, place.file(inputs), settings(place));
    }

    List<Problem> problems(Workplace place, List<ArrayReference> checkpoints) {
        return place.runtime().modelFiles().problems(checkpoints, place.file(inputs), settings(place));
    }

    private ModelSettings settings(Workplace place) {
        return new ModelSettings(
                cell,
                observation.dt(),
                observation.observable(),
                observation.selection(),
                Optional.ofNullable(hidden).map(place::file),
                Optional.ofNullable(memory).map(place::file),
                place.precision(),
                observation.keep().map(place::file),
                new EquationSettings(constants, Optional.ofNullable(arrays).map(place::file)),
                readout == null ? ReadoutRequest.FOUND : ReadoutRequest.parse(readout),
                TensorMap.parse(map));
    }
}
