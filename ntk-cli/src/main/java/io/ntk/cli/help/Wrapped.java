package io.ntk.cli.help;

import java.util.ArrayList;
import java.util.List;

/** Text broken between words into lines that are not longer than a width. */
final class Wrapped {
    private Wrapped() {}

    /** {@return the lines of a text; a word that is longer than the width has a line of its own} */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+", -1)) {
            if (line.length() > 0 && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** {@return a text whose further lines are indented} */
    static String hanging(String text, int width, int indent) {
        return String.join("\n" + " ".repeat(indent), lines(text, width - indent)) + "\n";
    }

    /** {@return a line for a shell, indented, and continued by backslashes where it is too long} */
    static String example(String command, int width) {
        String first = "  ";
        String further = " ".repeat(6);
        List<String> lines = lines(command, width - further.length() - " \\".length());
        return first + String.join(" \\\n" + further, lines) + "\n";
    }
}
