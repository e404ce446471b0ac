package io.ntk.cli.command;

import io.ntk.runtime.NtkRuntime;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Function;

/**
 * Where a command runs.
 *
 * @param out results
 * @param err progress and failures
 * @param terminal whether {@code err} is a terminal that a person watches
 * @param runtimes starts a runtime in which the options given on the command line are decided
 * @param json whether results are JSON, asked for or not, because a program reads them
 */
public record Session(
        PrintStream out,
        PrintStream err,
        boolean terminal,
        Function<Map<String, String>, NtkRuntime> runtimes,
        boolean json) {

    /** A session of a person, or of a script that asks for JSON itself. */
    public Session(
            PrintStream out, PrintStream err, boolean terminal, Function<Map<String, String>, NtkRuntime> runtimes) {
        this(out, err, terminal, runtimes, false);
    }

    NtkRuntime runtime(Map<String, String> options) {
        return runtimes.apply(options);
    }
}
