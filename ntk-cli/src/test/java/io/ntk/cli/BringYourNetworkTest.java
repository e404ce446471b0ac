package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each command of {@code docs/bring-your-network.md} in a folder that has the files of the page, and compares what
 * it prints with what the page shows.
 */
class BringYourNetworkTest {
    private static final Path PAGE = Path.of("..", "docs", "bring-your-network.md");
    private static final Path FILES = Path.of("src", "test", "resources", "bring");

    private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SPAN = Pattern.compile("`(\\./ntk [^`]+)`");
    private static final Pattern EQUATIONS = Pattern.compile("^# (\\w+\\.cell)$", Pattern.MULTILINE);

    /** How far sums in float32 may be from each other on two machines, relative to their values. */
    private static final double ROUNDING = 1e-5;

    @TempDir
    private Path folder = Path.of("");

    /** A command, and the lines that the page shows of what it prints; none for a command within a sentence. */
    private record Example(String command, List<String> shown) {
        @Override
        public String toString() {
            return command;
        }
    }

    private static List<MatchResult> fences(String page) {
        return FENCE.matcher(page).results().toList();
    }

    static List<Example> examples() throws IOException {
        String page = Files.readString(PAGE);
        List<Example> examples = new ArrayList<>();
        List<MatchResult> fences = fences(page);
        for (int i = 0; i < fences.size(); i++) {
            if (fences.get(i).group(1).equals("sh")) {
                MatchResult output = fences.get(i + 1);
                assertThat(output.group(1)).as("what follows a command").isEqualTo("text");
                examples.add(new Example(
                        fences.get(i).group(2).strip(), output.group(2).lines().toList()));
            }
        }
        SPAN.matcher(FENCE.matcher(page).replaceAll(""))
                .results()
                .forEach(span -> examples.add(new Example(span.group(1), List.of())));
        return examples;
    }

    @BeforeEach
    void copyTheFilesOfThePage() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(FILES.relativize(file)));
            }
        }
        for (MatchResult fence : fences(Files.readString(PAGE))) {
            for (MatchResult name : EQUATIONS.matcher(fence.group(2)).results().toList()) {
                Files.writeString(folder.resolve(name.group(1)), fence.group(2));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void printsWhatThePageShows(Example example) throws Exception {
        String[] command = example.command.split(" > ", 2);
        assertThat(command[0]).startsWith("./ntk ").doesNotContain("'", "\"", "\\", "\n");
        String arguments = command[0].substring("./ntk ".length());
        Process process = CommandProcess.start(folder, List.of("-Duser.home=" + folder), arguments);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        List<String> printed = Files.readAllLines(folder.resolve("out"));
        for (String line : example.shown) {
            assertThat(printed).as(line).anyMatch(candidate -> sameLine(line, candidate));
        }
    }

    private static boolean sameLine(String shown, String printed) {
        String[] words = shown.split(" +", -1);
        String[] others = printed.split(" +", -1);
        boolean same = words.length == others.length;
        for (int i = 0; same && i < words.length; i++) {
            same = words[i].equals(others[i])
                    || sameNumber(words[i], others[i])
                    || (i > 0 && words[i - 1].equals("below") && sameMagnitude(words[i], others[i]));
        }
        return same;
    }

    /** The bound of a rounding error is a power of ten, to which other machines may come from the other side. */
    private static boolean sameMagnitude(String shown, String printed) {
        return shown.startsWith("1e")
                && printed.startsWith("1e")
                && Math.abs(Integer.parseInt(shown.substring(2)) - Integer.parseInt(printed.substring(2))) <= 1;
    }

    private static boolean sameNumber(String shown, String printed) {
        try {
            double value = Double.parseDouble(shown);
            return Math.abs(value - Double.parseDouble(printed)) <= ROUNDING * Math.abs(value);
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Test
    void everyFileIsOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        try (Stream<Path> files = Files.list(FILES)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> !name.equals("generate.py")))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains(name));
        }
    }

    @Test
    void anotherNumberIsNotTheOneShown() {
        assertThat(sameLine("alignment 0.692921 exact", "alignment  0.692922   exact"))
                .isTrue();
        assertThat(sameLine("alignment 0.692921 exact", "alignment  0.692821   exact"))
                .isFalse();
        assertThat(sameLine("float32, below 1e-07", "float32, below 1e-06")).isTrue();
        assertThat(sameLine("float32, below 1e-07", "float32, below 1e-05")).isFalse();
        assertThat(sameLine("float32, above 1e-07", "float32, above 1e-06")).isFalse();
        assertThat(sameLine("gru, 150 parameters", "gru, 151 parameters")).isFalse();
        assertThat(sameLine("gru, 150", "gru, 150 parameters")).isFalse();
    }
}
