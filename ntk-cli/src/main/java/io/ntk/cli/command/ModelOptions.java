package io.ntk.cli.command;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.ModelSettings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say what the model is, beyond its checkpoint. */
final class ModelOptions {
    @Option(names = "--cell", required = true, paramLabel = "NAME", description = "The cell; 'ntk cells' lists them.")
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

    ArrayReference inputs() {
        return inputs(ArrayReference::parse);
    }

    ArrayReference inputs(Function<String, ArrayReference> files) {
        return files.apply(inputs);
    }

    /** {@return what is read: those checkpoints, then the inputs and initial states} */
    List<ArrayReference> read(List<ArrayReference> checkpoints) {
        return read(checkpoints, ArrayReference::parse);
    }

    List<ArrayReference> read(List<ArrayReference> checkpoints, Function<String, ArrayReference> files) {
        Stream<ArrayReference> beside =
                Stream.of(inputs, hidden, memory).filter(Objects::nonNull).map(files);
        return Stream.concat(checkpoints.stream(), beside).toList();
    }

    ModelSettings settings(Precision precision) {
        return settings(precision, ArrayReference::parse);
    }

    ModelSettings settings(Precision precision, Function<String, ArrayReference> files) {
        return new ModelSettings(
                cell,
                observation.dt(),
                observation.observable(),
                observation.selection(),
                Optional.ofNullable(hidden).map(files),
                Optional.ofNullable(memory).map(files),
                precision);
    }
}
