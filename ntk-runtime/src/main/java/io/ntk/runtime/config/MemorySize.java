package io.ntk.runtime.config;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses amounts of memory as users write them. */
public final class MemorySize {
    private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(?:i?b)?");
    private static final String UNITS = "kmgt";

    private MemorySize() {}

    /**
     * Reads an amount of memory.
     *
     * @param text a number of bytes, or a number with a unit k, m, g or t (powers of 1024; {@code 2g}, {@code 2 GiB}
     *     and {@code 2GB} mean the same)
     * @return the number of bytes, at least 1
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text, or for less than one byte
     */
    public static long parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
        double bytes = 0;
        if (matcher.matches()) {
            String unit = matcher.group(2);
            bytes = Double.parseDouble(matcher.group(1))
                    * (unit.isEmpty() ? 1 : 1L << (10 * (UNITS.indexOf(unit) + 1)));
        }
        if (bytes < 1 || bytes > 0x1p62) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + text + "' is not an amount of memory.",
                    "Give a positive number of bytes, or a number with a unit, such as 512m or 2g.");
        }
        return (long) bytes;
    }
}
