package io.ntk.cli.command;

import io.ntk.api.Precision;
import io.ntk.cli.report.FilesRead;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.model.ModelReading;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The largest relative difference of states that counts as agreement.
 *
 * @param value the difference
 * @param reason why it is that, a phrase
 */
record StateTolerance(double value, String reason) {
    /**
     * Rounding to 8 bits is by up to 2⁻⁹ = 0.002 of a value. The errors that some tens of steps make add up to some times
     * that, as the root of the number of steps grows; an equation that is wrong makes more.
     */
    private static final double BFLOAT16 = 2e-2;

    private static final double FLOAT16 = 1e-2;

    /**
     * {@return the tolerance of the coarsest of three formats: ntk's, that of the states and that of the weights}
     *
     * @param given what the user chose, which then holds
     * @param file the stored states
     * @param read the checkpoint
     * @param precision in which ntk computes
     * @param single the tolerance of float32
     * @param exact that of float64
     */
    static StateTolerance of(
            @Nullable Double given,
            ArrayReference file,
            FilesRead read,
            Precision precision,
            double single,
            double exact) {
        if (given != null) {
            return new StateTolerance(given, "as given");
        }
        Stream<StateTolerance> weights =
                weightType(read).stream().map(type -> stored(type, "the weights", single, exact));
        Stream<StateTolerance> others = Stream.of(
                stored(dtype(file), "they", single, exact),
                precision == Precision.FLOAT32
                        ? new StateTolerance(single, "that of float32, in which ntk computes here")
                        : new StateTolerance(exact, "that of float64"));
        // Of equals the first: what is stored is more of a surprise than what ntk does.
        return Stream.concat(weights, others)
                .reduce((one, other) -> other.value > one.value ? other : one)
                .orElseThrow();
    }

    /** {@return the type in which the weights are stored, if it is coarser than float32} */
    static Optional<String> weightType(FilesRead read) {
        return read.models().stream()
                .map(ModelReading::storedAs)
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private static StateTolerance stored(String type, String what, double single, double exact) {
        String reason = "that of " + type + ", in which " + what + " are stored";
        return switch (type) {
            case "bfloat16" -> new StateTolerance(BFLOAT16, reason);
            case "float16" -> new StateTolerance(FLOAT16, reason);
            case "float32" -> new StateTolerance(single, reason);
            default -> new StateTolerance(exact, "that of float64");
        };
    }

    private static String dtype(ArrayReference file) {
        try (ArrayFile opened = ArrayFile.open(file.file())) {
            return file.name()
                    .or(() -> opened.names().stream().findFirst())
                    .filter(opened::contains)
                    .map(name -> opened.info(name).dtype())
                    .orElse("float64");
        }
    }
}
