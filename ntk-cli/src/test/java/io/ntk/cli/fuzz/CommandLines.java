package io.ntk.cli.fuzz;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.tck.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** The command itself: whatever is typed, it succeeds, or says in one line what is wrong. */
public final class CommandLines implements Target {
    private final List<String> lines;
    private final Function<String, Outcome> command;

    /**
     * What a run of the command did.
     *
     * @param exitCode what it returned
     * @param err what it printed to standard error
     */
    public record Outcome(int exitCode, String err) {}

    /**
     * A command.
     *
     * @param lines lines that it understands
     * @param command runs one
     */
    public CommandLines(List<String> lines, Function<String, Outcome> command) {
        this.lines = List.copyOf(lines);
        this.command = command;
    }

    @Override
    public List<byte[]> corpus() {
        return lines.stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @Override
    public List<String> words() {
        // None that would be understood and take hours.
        return List.of(
                " ",
                "-",
                "--",
                "-1 ",
                " 0 ",
                " 99999999999999999999 ",
                " 2147483648 ",
                " NaN ",
                " 1e309 ",
                "=",
                ":",
                ",",
                "*",
                "[",
                "{",
                " --seed ",
                " --samples ",
                " --precision float16 ",
                " --backend nope ",
                " --estimator exact ",
                " --json ",
                " --quiet ",
                " --threads 0 ",
                " --memory 1 ",
                " --tolerance 0.5 ",
                " --observe outputs ",
                " --help ",
                " @nowhere ",
                "é",
                "\u0000",
                " --h0 nowhere.npy ",
                " --params nothing* ",
                " --cell lstm ",
                " align ",
                " trace ");
    }

    /** Commands compute, in as many threads as they like: what they read is bounded by the targets of files. */
    @Override
    public long allowedBytes(byte[] input) {
        return Long.MAX_VALUE;
    }

    @Override
    public void read(byte[] input) {
        Outcome outcome = command.apply(new String(input, StandardCharsets.UTF_8));
        String last = outcome.err().lines().reduce("", (a, b) -> b);
        if (outcome.exitCode() == 2 && last.startsWith("error: ")) {
            throw new NtkException(ErrorId.INVALID_ARGUMENT, last, "");
        }
        if (outcome.exitCode() != 0 || outcome.err().contains("internal error")) {
            throw new AssertionError("exit code " + outcome.exitCode() + ": " + outcome.err());
        }
    }
}
