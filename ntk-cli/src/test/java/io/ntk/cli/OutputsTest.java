package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.cli.CliFixture.Result;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a verb is asked for are tested before its work, and replace nothing but its own. */
@EnabledOnOs(OS.LINUX)
class OutputsTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String trace;
    private String compare;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        String options = " --cell gru --inputs " + file + ":inputs --samples 6";
        trace = "trace --model " + file + ":before" + options;
        compare = "compare " + file + ":before " + file + ":after" + options;
    }

    private String line(String verb) {
        return verb.equals("trace") ? trace : compare;
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "trace, --out, a.json",
        "trace, --out, a.npz",
        "trace, --out, a.csv",
        "trace, --report, a.html",
        "align, --out, a.json",
        "align, --out, a.csv",
        "align, --out, a.npz",
        "spectrum, --out, a.csv",
        "spectrum, --out, a.json",
        "dynamics, --out, a.csv",
        "dynamics, --out, a.npz",
        "dynamics, --report, a.html",
        "track, --out, a.json",
        "track, --csv, a.csv",
        "track, --plot, a.svg",
        "compare, --out, a.npz",
        "compare, --csv, a.csv",
        "compare, --plot, a.svg",
        "compare, --plot, a.png"
    })
    void aFileIsReplacedByTheVerbThatMadeItOrByForce(String verb, String option, String name) throws IOException {
        Path file = folder.resolve(name);
        String asked = asked(verb) + (verb.equals("spectrum") ? " --count 2 " : " ") + option + " " + file;
        for (int run = 0; run < 2; run++) {
            assertThat(cli.run(asked))
                    .satisfies(result -> assertThat(result.err()).isEmpty());
            assertThat(file).isNotEmptyFile();
        }

        Files.writeString(file, "made_by my own hands, with ntk tracer");
        List<Path> before = listed();
        Result refused = cli.run(asked);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).as("nothing was computed").isEmpty();
        assertThat(refused.err())
                .contains("'" + file + "' exists, and ntk " + verb + " did not make it.", "--force")
                .hasLineCount(1);
        assertThat(file).hasContent("made_by my own hands, with ntk tracer");
        assertThat(listed()).isEqualTo(before);

        assertThat(cli.run(asked + " --force").err()).isEmpty();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("my own hands");

        Files.writeString(file, "");
        assertThat(cli.run(asked).err()).isEmpty();
    }

    /** Tables that other programs could have written, by how they begin. */
    @ParameterizedTest
    @CsvSource({
        "'trace', --out, 'quantity,name,value,unit'",
        "'spectrum --count 2', --out, 'number,value'",
        "'spectrum --count 2 --reduce trial', --out, 'number,value'",
        "'dynamics', --out, 'number,lyapunov_mean,note'",
        "'compare', --csv, 'model_a,model_b,winner'",
        "'track', --csv, 'step,loss,accuracy,gradient_norm,seconds'"
    })
    void aTableIsReplacedOnlyIfNoOtherProgramBeginsOneSo(String verb, String option, String foreign)
            throws IOException {
        Path table = folder.resolve("table.csv");
        String asked = asked(verb) + " " + option + " " + table;
        for (int run = 0; run < 2; run++) {
            assertThat(cli.run(asked).err()).isEmpty();
        }
        assertThat(table).content().doesNotStartWith(foreign + "\n");

        Files.writeString(table, foreign + "\n1,2,3\n");
        assertThat(cli.run(asked).err()).contains("did not make it").hasLineCount(1);
        assertThat(table).hasContent(foreign + "\n1,2,3\n");
        assertThat(cli.run(asked + " --force").err()).isEmpty();
    }

    private String asked(String verb) {
        if (verb.equals("compare")) {
            return compare;
        }
        if (verb.equals("align")) {
            return compare.replaceFirst("^compare (\\S+) (\\S+)", "align --before $1 --after $2");
        }
        if (!verb.equals("track")) {
            return trace.replaceFirst("^trace", verb);
        }
        Path run = folder.resolve("run");
        assertThat(cli.run("train --task sine --cell gru --hidden 4 --trials 3 --steps 2 --quiet --out " + run)
                        .err())
                .isEmpty();
        return "track " + run + " --samples 6";
    }

    @Test
    void theMetricsOfARunAreKept() throws IOException {
        String track = asked("track");
        Path metrics = folder.resolve("run/metrics.csv");
        String content = Files.readString(metrics);

        assertThat(cli.run(track + " --csv " + metrics).err()).contains("ntk track did not make it");
        assertThat(metrics).hasContent(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.json", "a.npz", "a.html"})
    void anotherVerbsFileIsKept(String name) throws IOException {
        String option = name.endsWith("html") ? " --report " : " --out ";
        Path file = folder.resolve(name);
        assertThat(cli.run(trace + option + file).err()).isEmpty();
        byte[] content = Files.readAllBytes(file);

        assertThat(cli.run(compare + option + file).err()).contains("ntk compare did not make it");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    /** The kernel's file systems let no one make a file, not even the one who may do all else. */
    @ParameterizedTest
    @CsvSource({
        "trace, --out, a.json",
        "trace, --report, a.html",
        "compare, --csv, a.csv",
        "compare, --plot, a.svg",
        "figure, --out, figures"
    })
    void aFolderThatTakesNoFilesIsToldBeforeTheWork(String verb, String option, String name) {
        String line = verb.equals("figure") ? "figure 2" : line(verb);
        Result result = cli.run(line + " " + option + " /proc/" + name);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("/proc/" + name, "cannot be written")
                .doesNotContain("Exception", ".part")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource({"trace, --out, .json", "compare, --csv, .csv"})
    void aNameThatIsTooLongOrAFolderIsToldBeforeTheWork(String verb, String option, String ending) throws IOException {
        Path isFolder = Files.createDirectory(folder.resolve("folder" + ending));
        for (Path file : List.of(folder.resolve("n".repeat(250) + ending), isFolder)) {
            Result result = cli.run(line(verb) + " " + option + " " + file);

            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err())
                    .containsAnyOf("name too long", "it is a folder")
                    .hasLineCount(1);
        }
    }

    @Test
    void aFullDeviceIsToldInWordsAfterTheValueIsPrinted() {
        Result result = cli.run(compare + " --quiet --csv /dev/full --plot " + folder.resolve("map.svg"));

        assertThat(result.out()).isNotBlank();
        assertThat(result.err())
                .contains("'/dev/full' cannot be written: No space left on device.")
                .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(Path.of("/dev/full")).matches(device -> !Files.isRegularFile(device));
        assertThat(folder.resolve("map.svg")).as("the other file").isNotEmptyFile();
    }

    /** A process that may write few bytes to any file. */
    @Test
    void aDiskThatFillsUpLosesNoValueAndLeavesNoPart() throws Exception {
        Path page = folder.resolve("page.html");
        List<Path> before = listed();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 2; exec \"$@\"", "sh"));
        command.addAll(CommandProcess.line(List.of(), trace + " --quiet --report " + page));
        Process process = CommandProcess.start(Files.createDirectory(folder.resolve("away")), command);

        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(Double.parseDouble(
                        Files.readString(folder.resolve("away/out")).strip()))
                .isPositive();
        assertThat(folder.resolve("away/err"))
                .content()
                .contains("cannot be written: File too large.")
                .hasLineCount(1);
        assertThat(listed()).hasSize(before.size() + 1);
    }

    @Test
    void theTableOfARunThatFollowedItsKernelsIsKept() throws Exception {
        Path run = folder.resolve("followed");
        CliFixture.Result trained =
                cli.run("train --task flip-flop --cell gru --hidden 3 --trials 3 --time-steps 4 --steps 4"
                        + " --save-every 2 --track-every 2 --track-samples 3 --quiet --out " + run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Path table = run.resolve("track.csv");
        String kept = Files.readString(table);
        String track = "track " + run + " --samples 5 --csv " + table;

        CliFixture.Result refused = cli.run(track);
        assertThat(refused.err())
                .startsWith("error: --csv names '" + table + "', in which the run keeps what it followed")
                .hasLineCount(1);
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(Files.readString(table)).isEqualTo(kept);
        assertThat(cli.run(track + " --force").exitCode()).isZero();
    }
}
