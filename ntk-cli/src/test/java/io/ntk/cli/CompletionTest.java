package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.condition.OS.WINDOWS;

import io.ntk.cli.command.Session;
import io.ntk.runtime.NtkRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script of {@code ntk completion} in bash, for lines as bash divides them. */
@DisabledOnOs(WINDOWS)
class CompletionTest {
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private Path folder;

    private Path script;
    private Path command;

    @BeforeEach
    void write() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        new NtkCli(new Session(stream, stream, false, NtkRuntime::create), false).run("completion");
        script = Files.write(folder.resolve("completion.bash"), out.toByteArray());
        // The script asks the command that is typed.
        command = Files.writeString(folder.resolve("ntk"), """
                #!/bin/sh
                exec "%s" -XX:TieredStopAtLevel=1 -cp "%s" io.ntk.cli.Main "$@"
                """.formatted(JAVA, System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    }

    /** Candidates for the last of the words, as bash gives them to the script. */
    private List<String> complete(String... words) throws IOException, InterruptedException {
        List<String> quoted = new ArrayList<>(List.of("'" + command + "'"));
        for (String word : words) {
            quoted.add("'" + word + "'");
        }
        Path run = Files.writeString(
                folder.resolve("run.bash"), """
                source '%s'
                COMP_WORDS=(%s)
                COMP_CWORD=%d
                _ntk
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(script, String.join(" ", quoted), words.length));
        Process bash = new ProcessBuilder("bash", "--norc", run.toString())
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).isZero();
        return printed.lines().filter(line -> !line.isEmpty()).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "al|align",
                "help tr|trace train track",
                "--plugin x.jar fig|figure",
                "align --cont|--contributions",
                "align --observe f|final-state final-output",
                "align --observe = out|outputs",
                "align --estimator defl|deflated",
                "trace --estimator hutch|hutchinson hutch++",
                "trace --estimator tri|trial-hutchinson",
                "trace --of one|one-step one-step-squared",
                "spectrum --estimator ''|partial-trace exact",
                "align --precision ''|float32 float64",
                "train --optimizer a|adam",
                "figure in|interference",
                "sweep --verb s|spectrum",
                "align --samples ''|",
                "version ''|",
            })
    void offersWhatIsFixed(String line, String candidates) throws Exception {
        String[] words = line.replace("''", "").split(" ", -1);

        assertThat(complete(words))
                .containsExactlyInAnyOrder(candidates == null ? new String[0] : candidates.split(" "));
    }

    @Test
    void offersFilesForOptionsThatNameThem() throws Exception {
        Files.writeString(folder.resolve("two words.npz"), "");

        assertThat(complete("align", "--before", "two")).containsExactly("two words.npz");
        assertThat(complete("show", "two")).containsExactly("two words.npz");
        assertThat(complete("train", "--data", "two")).containsExactly("two words.npz");
    }

    @Test
    void asksForCellsThoseOfPlugInsIncludedAndOffersEquationFiles() throws Exception {
        Files.writeString(folder.resolve("gruesome.cell"), "");
        Files.writeString(folder.resolve("gruesome.npz"), "");

        assertThat(complete("align", "--cell", "gru"))
                .contains("gru", "gru_by_gates", "gruesome.cell")
                .doesNotContain("gruesome.npz", "lstm");
        assertThat(complete("align", "--cell", "mgu")).containsExactly("mgu");
    }

    @Test
    void asksForTasksAndBackends() throws Exception {
        assertThat(complete("train", "--task", "flip")).containsExactly("flip-flop");
        assertThat(complete("align", "--backend", "nat")).containsExactly("native");
    }

    @Test
    void asksForTheTensorsOfTheCheckpointOnTheLine() throws Exception {
        Path model = Files.copy(Path.of("src/test/resources/bring/before.pt"), folder.resolve("before.pt"));

        assertThat(complete("align", "--before", model.toString(), "--params", "weight_hh"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("weight_hh"));
        assertThat(complete("align", "--cell", "gru", "--before", model.toString(), "--params", "bias_hh,weight_ih"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("bias_hh,weight_ih"));
        assertThat(complete("align", "--before", folder + "/missing.pt", "--params", ""))
                .isEmpty();
    }
}
