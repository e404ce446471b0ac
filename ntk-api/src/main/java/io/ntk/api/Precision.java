package io.ntk.api;

import java.util.Locale;

/** The floating-point format in which a backend stores and multiplies. Inner products are accumulated in float64 always. */
public enum Precision {
    /** IEEE binary32. */
    FLOAT32(Float.BYTES, 0x1p-23),
    /** IEEE binary64. */
    FLOAT64(Double.BYTES, 0x1p-52);

    private final int bytes;
    private final double epsilon;

    Precision(int bytes, double epsilon) {
        this.bytes = bytes;
        this.epsilon = epsilon;
    }

    /** {@return the bytes that one element takes} */
    public int bytes() {
        return bytes;
    }

    /** {@return the distance from 1 to the next larger number of this format} */
    public double epsilon() {
        return epsilon;
    }

    /** {@return the name users give, {@code float32} or {@code float64}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return what to do about numbers that this precision may not hold: a sentence}
     *
     * @param otherwise what else may help, without its full stop
     */
    public String orWider(String otherwise) {
        return this == FLOAT64 ? otherwise + "." : otherwise + ", or use float64 for its range and digits.";
    }

    /**
     * Reads a precision as users write it.
     *
     * @param label {@code float32} or {@code float64}
     * @return the precision
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static Precision parse(String label) {
        for (Precision precision : values()) {
            if (precision.label().equals(label)) {
                return precision;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT, "Precision '" + label + "' is not known.", "Use float32 or float64.");
    }
}
