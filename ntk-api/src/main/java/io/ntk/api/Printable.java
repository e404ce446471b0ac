package io.ntk.api;

import java.util.function.IntPredicate;

/**
 * Text that can be shown: what files and users say must not forge lines, steer a terminal or reverse the order of letters.
 * Control characters, invisible formatting characters and separators of lines are shown as Java and JSON escape them.
 */
public final class Printable {
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
        if (text.chars().noneMatch(hidden)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.chars()
                .forEach(
                        c -> shown.append(hidden.test(c) ? String.format("\\u%04x", c) : Character.toString((char) c)));
        return shown.toString();
    }

    private static boolean isHidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
