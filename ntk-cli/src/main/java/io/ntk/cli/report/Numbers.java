package io.ntk.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
    private static final int DIGITS = 6;

    private Numbers() {}

    /**
     * {@return a number with six significant digits}
     *
     * @param value a finite number
     */
    public static String significant(double value) {
        return significant(value, DIGITS);
    }

    /**
     * {@return a number with some significant digits, in scientific notation where it is very large or very small}
     *
     * @param value a number
     * @param digits at least 1
     */
    public static String significant(double value, int digits) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        double size = Math.abs(value);
        if (size < 1e-4 || size >= 1e9) {
            return String.format(Locale.ROOT, "%." + (digits - 1) + "e", value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        return rounded.stripTrailingZeros().scale() < 0
                ? rounded.setScale(0, java.math.RoundingMode.HALF_EVEN).toPlainString()
                : rounded.toPlainString();
    }

    /**
     * {@return a time in seconds with three significant digits}
     *
     * @param seconds a time
     */
    public static String seconds(double seconds) {
        return significant(seconds, 3) + " s";
    }
}
