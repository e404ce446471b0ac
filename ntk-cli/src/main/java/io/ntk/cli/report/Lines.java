package io.ntk.cli.report;

import io.ntk.api.Printable;

/** Lines that begin with a name, their values in one column. */
public final class Lines {
    private static final int INDENT = 11;

    private Lines() {}

    /**
     * {@return a line, ended}
     *
     * @param name what it tells
     * @param value what is told
     */
    public static String line(String name, String value) {
        return name + " ".repeat(Math.max(1, INDENT - name.length())) + Printable.of(value) + "\n";
    }
}
