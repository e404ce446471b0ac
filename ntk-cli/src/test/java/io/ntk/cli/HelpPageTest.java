package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help of every verb, as narrow and as wide as terminals are. */
class HelpPageTest {
    private static final List<String> GROUPS =
            List.of("Required", "Model", "What is observed", "Training", "Estimator", "Output", "Engine", "General");

    private static CommandLine commandLine(int width) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new NtkCli(new Session(nowhere, nowhere, false, NtkRuntime::create), false, () -> width)
                .commandLine(new NtkCommand());
    }

    private static CommandLine command(String verb, int width) {
        CommandLine root = commandLine(width);
        return verb.isEmpty() ? root : root.getSubcommands().get(verb);
    }

    /** Every verb, and the command without one, at every width. */
    static Stream<Arguments> pages() {
        List<String> verbs = new ArrayList<>(List.of(""));
        verbs.addAll(commandLine(80).getSubcommands().keySet());
        return verbs.stream().flatMap(verb -> IntStream.of(40, 80, 120).mapToObj(width -> Arguments.of(verb, width)));
    }

    static Stream<Arguments> verbs() {
        return commandLine(80).getSubcommands().keySet().stream().map(Arguments::of);
    }

    private static String page(String verb, int width) {
        return command(verb, width).getUsageMessage(CommandLine.Help.Ansi.OFF);
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String described(String... sentences) {
        return words(Arrays.stream(sentences)
                .map(sentence -> sentence.replace("%%", "%"))
                .reduce("", (a, b) -> a + " " + b));
    }

    private static List<ArgSpec> arguments(CommandSpec command) {
        List<ArgSpec> arguments = new ArrayList<>(command.positionalParameters());
        arguments.addAll(command.options());
        return arguments.stream().filter(argument -> !argument.hidden()).toList();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noLineIsLongerThanTheTerminalAndNoSentenceIsBroken(String verb, int width) {
        CommandSpec command = command(verb, width).getCommandSpec();
        String page = page(verb, width);
        String words = words(page);

        assertThat(page.lines()).allMatch(line -> line.length() <= width, "is no longer than " + width);
        assertThat(words).contains(described(command.usageMessage().description()[0]));
        assertThat(words).contains(described(command.usageMessage().description()));
        assertThat(arguments(command))
                .isNotEmpty()
                .allSatisfy(argument -> assertThat(words).contains(described(argument.description())));
        command.subcommands()
                .forEach((name, other) -> assertThat(words)
                        .contains(name + " "
                                + described(
                                        other.getCommandSpec().usageMessage().description()[0])));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void whatMustBeGivenComesFirstAndThenTheGroupsInOrder(String verb, int width) {
        CommandSpec command = command(verb, width).getCommandSpec();
        List<String> lines = page(verb, width).lines().toList();
        List<String> headings = lines.stream()
                .filter(line -> line.endsWith(":") && GROUPS.contains(line.substring(0, line.length() - 1)))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
        int optional = lines.indexOf(headings.get(headings.contains("Required") ? 1 : 0) + ":");

        assertThat(headings)
                .isEqualTo(GROUPS.stream().filter(headings::contains).toList());
        for (ArgSpec argument : arguments(command)) {
            List<Integer> found = IntStream.range(0, lines.size())
                    .filter(i -> lines.get(i).matches("  (-\\w, )?\\Q" + name(argument) + "\\E( .*|\\.\\.\\..*)?"))
                    .boxed()
                    .toList();
            assertThat(found).as(name(argument)).hasSize(1);
            assertThat(found.get(0) < optional).as(name(argument)).isEqualTo(argument.required());
        }
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void descriptionsAreWholeSentences(String verb) {
        CommandSpec command = command(verb, 80).getCommandSpec();
        List<String> sentences = new ArrayList<>(List.of(command.usageMessage().description()));
        arguments(command).forEach(argument -> sentences.addAll(List.of(argument.description())));

        assertThat(command.usageMessage().description()[0]).matches("[A-Z][^.]*\\.");
        assertThat(sentences).allMatch(sentence -> sentence.endsWith("."), "ends");
    }

    @Test
    void examplesMayBeCopiedFromANarrowTerminal() {
        assertThat(page("align", 40)).contains("""
                  ntk align --before before.npz \\
                      --after after.npz --cell gru \\
                      --inputs inputs.npy
                """);
    }

    @Test
    void groupsTellWhatAVerbIsAbout() {
        assertThat(page("align", 80))
                .containsSubsequence(
                        "\nRequired:\n  --cell",
                        "--before",
                        "\nModel:\n",
                        "--after",
                        "\nWhat is observed:\n",
                        "--params",
                        "\nEstimator:\n",
                        "--samples",
                        "\nOutput:\n",
                        "--json",
                        "\nEngine:\n",
                        "--backend",
                        "\nGeneral:\n",
                        "--help");
    }

    @Test
    void theVerbSaysTheSameVersionAsTheOption() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        NtkCli cli = new NtkCli(new Session(stream, stream, false, NtkRuntime::create), false);

        assertThat(cli.run("--version")).isZero();
        String option = out.toString(StandardCharsets.UTF_8);
        assertThat(option).startsWith("ntk ").contains("\nJava ");
        for (String[] line : new String[][] {{"version"}, {"align", "--version"}}) {
            out.reset();
            assertThat(cli.run(line)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(option);
        }
    }
}
