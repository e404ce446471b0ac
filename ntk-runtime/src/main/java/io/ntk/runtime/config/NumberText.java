package io.ntk.runtime.config;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses numbers as users write them: {@code 1%} is 0.01, and {@code 1e3} is a whole number. */
public final class NumberText {
    /** Longer texts are no numbers, and some short ones have a billion digits. */
    private static final int LONGEST = 40;

    private static final int MOST_DIGITS = 20;

    private static final Pattern SHARE = Pattern.compile("([-+.\\d]+) ?%");

    private NumberText() {}

    /**
     * Reads a number.
     *
     * @param text such as {@code 0.01}, {@code 1%}, {@code 1e-3} or {@code Infinity}
     * @return the number
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static double real(String text) {
        Matcher share = SHARE.matcher(text.strip());
        try {
            return Double.parseDouble(share.matches() ? share.group(1) + "e-2" : text);
        } catch (NumberFormatException e) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + text + "' is not a number.",
                    "Give a number, such as 0.01, 1e-3 or 1%.",
                    e);
        }
    }

    /**
     * Reads a whole number.
     *
     * @param text such as {@code 100} or {@code 1e3}
     * @param least the least that is allowed
     * @param most the most that is allowed
     * @return the number
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static long whole(String text, long least, long most) {
        try {
            String digits = text.strip();
            BigDecimal value = new BigDecimal(digits.length() > LONGEST ? "" : digits);
            if (value.precision() - (long) value.scale() <= MOST_DIGITS) {
                long whole = value.longValueExact();
                if (whole >= least && whole <= most) {
                    return whole;
                }
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "'" + text + "' is not a whole number.", "Give digits, such as 100.", e);
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "'" + text + "' is not a whole number from " + least + " to " + most + ".",
                "Give one in that range.");
    }
}
