package io.ntk.cli;

import io.ntk.cli.command.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An option by which a verb writes a file, and how the file's name ends. */
record OutputOption(String verb, String option, String ending) {
    private static final Map<String, List<String>> ENDINGS = Map.of(
            "--out", List.of("json", "csv", "npz"),
            "--report", List.of("html"),
            "--csv", List.of("csv"),
            "--plot", List.of("svg", "png"));

    /** {@return one for every option of every verb that takes a path, and every kind of file that it writes} */
    static List<OutputOption> all() {
        Session session = new Session(System.out, System.err, false, options -> {
            throw new UnsupportedOperationException();
        });
        return new NtkCli(session, false)
                .commandLine(new NtkCommand()).getSubcommands().values().stream()
                        .flatMap(OutputOption::of)
                        .toList();
    }

    private static Stream<OutputOption> of(CommandLine verb) {
        return verb.getCommandSpec().options().stream()
                .filter(option -> option.type() == Path.class)
                .filter(option -> !isFolder(option) && !isResumed(option))
                .flatMap(option -> endings(option)
                        .map(ending -> new OutputOption(verb.getCommandName(), option.longestName(), ending)));
    }

    /** A run's folder and that of figures hold many files; their own tests fill them. */
    private static boolean isFolder(OptionSpec option) {
        return List.of("DIR", "FOLDER").contains(option.paramLabel());
    }

    /** A sweep adds to its table rather than replace it. */
    private static boolean isResumed(OptionSpec option) {
        return option.longestName().equals("--results");
    }

    private static Stream<String> endings(OptionSpec option) {
        List<String> endings = ENDINGS.get(option.longestName());
        if (endings == null) {
            throw new AssertionError("How does a file of " + option.longestName() + " end?");
        }
        return endings.stream();
    }

    /** {@return whether the file grows while the verb computes, which ends with the first row that cannot be written} */
    boolean isWrittenRowByRow() {
        return verb.equals("track") && option.equals("--csv");
    }

    /** {@return the option and a file in a folder, as they stand in a line} */
    String in(Path folder) {
        return " " + option + " " + file(folder);
    }

    Path file(Path folder) {
        return folder.resolve("a." + ending);
    }
}
