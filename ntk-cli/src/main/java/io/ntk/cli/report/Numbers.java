package io.ntk.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as people read them. */
public final class Numbers {
    private static final int DIGITS = 6;

    /** What a double precision number holds whatever it is. */
    private static final int MOST_DIGITS = 15;

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
     * {@return a number with some significant digits, or - where there is none}
     *
     * @param value a finite number, if any
     * @param digits at least 1
     */
    public static String significant(OptionalDouble value, int digits) {
        return value.isPresent() ? significant(value.getAsDouble(), digits) : "-";
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
     * The digits of a number that hold: up to the place of the second significant digit of its error, at least two digits and
     * at most {@value #MOST_DIGITS}, and {@value #DIGITS} where the error is not known.
     *
     * @param value a number
     * @param error the half-width of its interval; empty where it is not known, 0 where the number is exact
     * @return the number as text
     */
    public static String holding(double value, OptionalDouble error) {
        return significant(value, Math.max(2, digits(value, error)));
    }

    /**
     * {@return the ends of an interval around a number, to the place to which {@link #holding} shows the number}
     *
     * @param lower its lower end
     * @param value the number
     * @param upper its upper end
     */
    public static String interval(double lower, double value, double upper) {
        OptionalDouble error = OptionalDouble.of(Math.max(value - lower, upper - value));
        String from = significant(lower, Math.max(1, digits(lower, error)));
        String to = significant(upper, Math.max(1, digits(upper, error)));
        // Ends that no shown digit tells apart, as of an alignment of a network with itself, look alike.
        boolean same = Double.parseDouble(from) == Double.parseDouble(to);
        return same && from.length() > to.length() ? to + " to " + to : from + " to " + to;
    }

    private static int digits(double value, OptionalDouble error) {
        if (error.isEmpty() || !Double.isFinite(error.getAsDouble()) || error.getAsDouble() == 0) {
            return DIGITS;
        }
        return Math.min(MOST_DIGITS, exponent(value) - exponent(error.getAsDouble()) + 2);
    }

    /** The power of ten of the first significant digit. */
    private static int exponent(double value) {
        return value == 0 || !Double.isFinite(value)
                ? 0
                : new BigDecimal(value).precision() - new BigDecimal(value).scale() - 1;
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
