package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every verb's help ends with examples, and every example is a line that ntk takes. */
class HelpTest {
    private static CommandLine commandLine() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new NtkCli(new Session(nowhere, nowhere, false, NtkRuntime::create), false, () -> 80)
                .commandLine(new NtkCommand());
    }

    static Stream<String> verbs() {
        return commandLine().getSubcommands().keySet().stream();
    }

    @Test
    void everySummaryIsOneSentenceOnOneLine() {
        List<String> help = commandLine().getUsageMessage().lines().toList();
        int first = help.indexOf("Commands:") + 1;
        List<String> summaries = help.subList(first, help.indexOf("Exit codes:") - 1);

        // A line that goes on begins with more than two spaces, and names no verb.
        assertThat(summaries)
                .hasSameSizeAs(verbs().toList())
                .allMatch(line -> line.matches("  [a-z]+ +[A-Z][^.]*\\."), "is a verb and a sentence");
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void teachesByExamples(String verb) {
        String help = commandLine().getSubcommands().get(verb).getUsageMessage();

        assertThat(help).contains("\nExamples:\n");
        assertThat(help.substring(help.indexOf("\nExamples:\n")).lines().toList())
                .allMatch(line -> line.length() < 80);
        String all = help.substring(help.indexOf("\nExamples:\n")).replaceAll("\\\\\n +", "");
        List<String> examples = all.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("ntk "))
                .toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            // What the shell does with the output is not ntk's.
            String[] arguments =
                    example.replaceFirst(" > .*", "").substring("ntk ".length()).split(" ", -1);
            assertThat(arguments[0]).isEqualTo(verb);
            // Throws where an option is unknown, misses its value, or a required one is absent.
            commandLine().parseArgs(arguments);
        }
    }
}
