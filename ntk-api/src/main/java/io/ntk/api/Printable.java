package io.ntk.api;

import java.util.function.IntPredicate;

/**
 * Text that can be shown: what files and users say must not forge lines, steer a terminal or reverse the order of letters.
 * Control characters, invisible formatting characters and separators of lines are shown as Java and JSON escape them, those
 * beyond U+FFFF as two units of UTF-16.
 */
public final class Printable {
    private static final int NON_JOINER = 0x200c;
    private static final int JOINER = 0x200d;

    private Printable() {}

    /**
     * {@return a text on one line, such as a name}
     *
     * @param text any text
     */
    public static String of(String text) {
        return escaped(text, Printable::isHidden);
    }

    /**
     * {@return a text whose lines and tabs are its own}
     *
     * @param text lines, ended by line feeds or as on Windows
     */
    public static String lines(String text) {
        return escaped(text.replace("\r\n", "\n"), c -> c != '\n' && c != '\t' && isHidden(c));
    }

    private static String escaped(String text, IntPredicate hidden) {
        if (text.codePoints().noneMatch(hidden)) {
            return text;
        }
        int[] points = text.codePoints().toArray();
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < points.length; i++) {
            if (hidden.test(points[i]) && !joins(points, i)) {
                Character.toString(points[i]).chars().forEach(unit -> shown.append(String.format("\\u%04x", unit)));
            } else {
                shown.appendCodePoint(points[i]);
            }
        }
        return shown.toString();
    }

    /** {@return whether a character is a joiner or a non-joiner between two that are seen} Persian and emoji are written so. */
    private static boolean joins(int[] points, int i) {
        boolean isJoiner = points[i] == NON_JOINER || points[i] == JOINER;
        return isJoiner && i > 0 && i + 1 < points.length && isSeen(points[i - 1]) && isSeen(points[i + 1]);
    }

    private static boolean isSeen(int c) {
        return !isHidden(c) && !Character.isSpaceChar(c);
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
