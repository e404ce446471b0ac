package io.ntk.io.arrays;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the Python literals that occur in NPY headers: strings, whole numbers, {@code True}, {@code False}, tuples,
 * lists and dictionaries with string keys. The results are {@link String}, {@link Long}, {@link Boolean},
 * {@link Tuple}, {@link List} and {@link Map}.
 */
final class PythonLiteral {
    /** No dtype that NumPy writes is nested this deeply, and the parser cannot overflow the stack. */
    private static final int DEEPEST = 32;

    private final String text;
    private int position;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** A tuple. It has its own type because {@code (3,)} is a shape and {@code [3]} is not. */
    record Tuple(List<Object> items) {}

    /**
     * Parses one literal, which may be surrounded by blanks.
     *
     * @throws ParseException for any other text, with what was expected and where
     */
    static Object parse(String text) throws ParseException {
        PythonLiteral parser = new PythonLiteral(text);
        Object value = parser.value(0);
        parser.skipBlanks();
        if (parser.position < text.length()) {
            throw parser.expected("the end");
        }
        return value;
    }

    private Object value(int depth) throws ParseException {
        if (depth > DEEPEST) {
            throw expected("less nesting");
        }
        skipBlanks();
        char next = peek();
        return switch (next) {
            case '{' -> dictionary(depth);
            case '(' -> tuple(depth);
            case '[' -> list(depth);
            case '\'', '"' -> string();
            default -> isWord(next) || next == '-' ? word() : failValue();
        };
    }

    private Map<String, Object> dictionary(int depth) throws ParseException {
        Map<String, Object> entries = new LinkedHashMap<>();
        position++;
        while (!take('}')) {
            skipBlanks();
            if (peek() != '\'' && peek() != '"') {
                throw expected("a quoted key");
            }
            int keyAt = position;
            String key = string();
            if (!take(':')) {
                throw expected("':'");
            }
            if (entries.put(key, value(depth + 1)) != null) {
                position = keyAt;
                throw expected("a key that is not there already");
            }
            separator('}');
        }
        return entries;
    }

    private Object tuple(int depth) throws ParseException {
        List<Object> items = new ArrayList<>();
        position++;
        boolean comma = false;
        while (!take(')')) {
            items.add(value(depth + 1));
            comma = separator(')') || comma;
        }
        // In Python, (3) is the number 3.
        return items.size() == 1 && !comma ? items.get(0) : new Tuple(items);
    }

    private List<Object> list(int depth) throws ParseException {
        List<Object> items = new ArrayList<>();
        position++;
        while (!take(']')) {
            items.add(value(depth + 1));
            separator(']');
        }
        return items;
    }

    /** Consumes the comma, required between items and optional after the last, and returns whether there was one. */
    private boolean separator(char close) throws ParseException {
        if (take(',')) {
            return true;
        }
        if (peek() != close) {
            throw expected("',' or '" + close + "'");
        }
        return false;
    }

    private String string() throws ParseException {
        char quote = text.charAt(position++);
        StringBuilder content = new StringBuilder();
        while (peek() != quote) {
            char next = text.charAt(position++);
            if (next == '\n') {
                throw expected("a closing quote");
            }
            if (next == '\\') {
                next = peek();
                if (next != '\\' && next != '\'' && next != '"') {
                    throw expected("an escaped quote or backslash");
                }
                position++;
            }
            content.append(next);
        }
        position++;
        return content.toString();
    }

    private Object word() throws ParseException {
        int start = position;
        position++;
        while (position < text.length() && isWord(text.charAt(position))) {
            position++;
        }
        String word = text.substring(start, position);
        return switch (word) {
            case "True" -> true;
            case "False" -> false;
            default -> number(word, start);
        };
    }

    private Long number(String word, int start) throws ParseException {
        // Python 2 wrote long integers with an L.
        String digits = word.endsWith("L") ? word.substring(0, word.length() - 1) : word;
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException e) {
            position = start;
            throw expected("a whole number below 2^63, True or False");
        }
    }

    private Object failValue() throws ParseException {
        throw expected("a value");
    }

    /** Skips blanks, consumes the character if it is next, and returns whether it was. */
    private boolean take(char c) throws ParseException {
        skipBlanks();
        if (peek() != c) {
            return false;
        }
        position++;
        return true;
    }

    private char peek() throws ParseException {
        if (position >= text.length()) {
            throw expected("more");
        }
        return text.charAt(position);
    }

    private void skipBlanks() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private ParseException expected(String what) {
        return new ParseException("expected " + what, position);
    }

    private static boolean isWord(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }
}
