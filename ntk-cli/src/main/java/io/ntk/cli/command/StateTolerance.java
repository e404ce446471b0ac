package io.ntk.cli.command;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import org.jspecify.annotations.Nullable;

/**
 * The largest relative difference of states that counts as agreement.
 *
 * @param value the difference
 * @param reason why it is that, a phrase
 */
record StateTolerance(double value, String reason) {
    private static final double HALF = 1e-2;

    /**
     * {@return the tolerance of the coarser of two formats: ntk's and that of the file}
     *
     * @param given what the user chose, which then holds
     * @param file the stored states
     * @param precision in which ntk computes
     * @param single the tolerance of float32
     * @param exact that of float64
     */
    static StateTolerance of(
            @Nullable Double given, ArrayReference file, Precision precision, double single, double exact) {
        if (given != null) {
            return new StateTolerance(given, "as given");
        }
        String stored = dtype(file);
        return switch (stored) {
            case "float16", "bfloat16" -> new StateTolerance(HALF, "that of " + stored + ", in which they are stored");
            case "float32" -> new StateTolerance(single, "that of float32, in which they are stored");
            default ->
                precision == Precision.FLOAT32
                        ? new StateTolerance(single, "that of float32, in which ntk computes here")
                        : new StateTolerance(exact, "that of float64");
        };
    }

    private static String dtype(ArrayReference file) {
        try (ArrayFile opened = ArrayFile.open(file.file())) {
            return file.name()
                    .or(() -> opened.names().stream().findFirst())
                    .filter(opened::contains)
                    .map(name -> opened.info(name).dtype())
                    .orElse("");
        }
    }
}
