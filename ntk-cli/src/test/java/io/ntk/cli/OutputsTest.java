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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that a verb is asked for are tested before its work, and replace nothing but its own. */
@EnabledOnOs(OS.LINUX)
class OutputsTest {
    private static final String GRU = " --cell gru --inputs @gru.npz:inputs --samples 6";

    private static final String RUN = "train --task sine --cell gru --hidden 4 --trials 3 --steps 2";

    /** A small line of each verb that writes files. */
    private static final Map<String, String> LINES = Map.ofEntries(
            Map.entry("trace", "trace --model @gru.npz:before" + GRU),
            Map.entry("align", "align --before @gru.npz:before --after @gru.npz:after" + GRU),
            Map.entry("spectrum", "spectrum --count 2 --model @gru.npz:before" + GRU),
            Map.entry("dynamics", "dynamics --model @gru.npz:before" + GRU),
            Map.entry("compare", "compare @gru.npz:before @gru.npz:after" + GRU),
            Map.entry(
                    "flow",
                    "flow --count 2 --model @run/step-000000.safetensors --cell gru --inputs @run/inputs.npy"
                            + " --targets @run/targets.npy --observe outputs --samples 6"),
            Map.entry("check", "check --model @gru.npz:before --cell gru --inputs @gru.npz:inputs"),
            Map.entry("track", "track @run --samples 6"),
            Map.entry("train", RUN + " --out @new"),
            Map.entry("bench", "bench --size 3,4,5,2 --samples 6 --repetitions 1 --warmup 0"),
            Map.entry("demo", "demo"),
            Map.entry("doctor", "doctor --backend native"),
            Map.entry("figure", "figure 1 --size 6,5,8 --steps 2 --seeds 2"),
            Map.entry("sweep", "sweep @rows.csv"));

    @TempDir
    private Path folder;

    private CliFixture cli;
    private int runs;

    @BeforeEach
    void model() throws IOException {
        cli = CliFixture.onCluster(folder, FinishedSweep.class);
        GoldenCase.named("gru").writeNpz(folder);
        Files.writeString(folder.resolve("rows.csv"), "before\n");
    }

    /** The line of a verb, whose inputs there are then. */
    private String asked(String verb) {
        String line = LINES.getOrDefault(verb, "");
        assertThat(line).as("a line of " + verb).isNotEmpty();
        if (line.contains("@run") && !Files.exists(folder.resolve("run"))) {
            assertThat(cli.run(RUN + " --quiet --out " + folder.resolve("run")).err())
                    .isEmpty();
        }
        return line.replace("@new", "@new" + runs++).replace("@", folder + "/");
    }

    private List<Path> listed() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    static List<OutputOption> options() {
        return OutputOption.all();
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFileIsReplacedByTheVerbThatMadeItOrByForce(OutputOption output) throws IOException {
        Path file = output.file(folder);
        for (int run = 0; run < 2; run++) {
            assertThat(cli.run(asked(output.verb()) + output.in(folder)))
                    .satisfies(result -> assertThat(result.err()).isEmpty());
            assertThat(file).isNotEmptyFile();
        }

        Files.writeString(file, "made_by my own hands, with ntk tracer");
        List<Path> before = listed();
        Result refused = cli.run(asked(output.verb()) + output.in(folder));
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.out()).as("nothing was computed").isEmpty();
        assertThat(refused.err())
                .contains("'" + file + "' exists, and ntk " + output.verb() + " did not make it.", "--force")
                .hasLineCount(1);
        assertThat(file).hasContent("made_by my own hands, with ntk tracer");
        assertThat(listed()).isEqualTo(before);

        assertThat(cli.run(asked(output.verb()) + output.in(folder) + " --force")
                        .err())
                .isEmpty();
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("my own hands");
    }

    @Test
    void anEmptyFileIsReplaced() throws IOException {
        Path file = Files.createFile(folder.resolve("a.json"));

        assertThat(cli.run(asked("trace") + " --out " + file).err()).isEmpty();
        assertThat(file).isNotEmptyFile();
    }

    /** Tables that other programs could have written, by how they begin. */
    @ParameterizedTest
    @CsvSource({
        "'trace', --out, 'quantity,name,value,unit'",
        "'spectrum', --out, 'number,value'",
        "'spectrum --reduce trial', --out, 'number,value'",
        "'dynamics', --out, 'number,lyapunov_mean,note'",
        "'flow', --out, 'quantity,name,value,unit'",
        "'compare', --csv, 'model_a,model_b,winner'",
        "'track', --csv, 'step,loss,accuracy,gradient_norm,seconds'"
    })
    void aTableIsReplacedOnlyIfNoOtherProgramBeginsOneSo(String verb, String option, String foreign)
            throws IOException {
        Path table = folder.resolve("table.csv");
        String name = verb.split(" ", 2)[0];
        String asked = asked(name) + verb.substring(name.length()) + " " + option + " " + table;
        for (int run = 0; run < 2; run++) {
            assertThat(cli.run(asked).err()).isEmpty();
        }
        assertThat(table).content().doesNotStartWith(foreign + "\n");

        Files.writeString(table, foreign + "\n1,2,3\n");
        assertThat(cli.run(asked).err()).contains("did not make it").hasLineCount(1);
        assertThat(table).hasContent(foreign + "\n1,2,3\n");
        assertThat(cli.run(asked + " --force").err()).isEmpty();
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
        assertThat(cli.run(asked("trace") + option + file).err()).isEmpty();
        byte[] content = Files.readAllBytes(file);

        assertThat(cli.run(asked("compare") + option + file).err()).contains("ntk compare did not make it");
        assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }

    /** The kernel's file systems let no one make a file, not even the one who may do all else. */
    @ParameterizedTest
    @MethodSource("options")
    void aFolderThatTakesNoFilesIsToldBeforeTheWork(OutputOption output) throws IOException {
        requireToldBeforeTheWork(output, output.file(Path.of("/proc")), "cannot be written");
    }

    @Test
    void aFolderThatTakesNoFilesIsToldBeforeAFigureIsComputed() {
        Result result = cli.run("figure 2 --out /proc/figures");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("/proc/figures", "cannot be written")
                .doesNotContain("Exception", ".part")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @MethodSource("options")
    void aNameThatIsTooLongOrAFolderIsToldBeforeTheWork(OutputOption output) throws IOException {
        Path isFolder = Files.createDirectory(folder.resolve("folder." + output.ending()));

        requireToldBeforeTheWork(output, folder.resolve("n".repeat(250) + "." + output.ending()), "name too long");
        requireToldBeforeTheWork(output, isFolder, "it is a folder");
    }

    private void requireToldBeforeTheWork(OutputOption output, Path file, String words) throws IOException {
        String line = asked(output.verb()) + " " + output.option() + " " + file;
        List<Path> before = listed();
        Result result = cli.run(line);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains(file.toString(), words)
                .doesNotContain("Exception", ".part")
                .hasLineCount(1);
        assertThat(listed()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("options")
    void aFullDeviceIsToldInWordsAfterTheValueIsPrinted(OutputOption output) throws IOException {
        Path device = Files.createSymbolicLink(output.file(folder), Path.of("/dev/full"));
        Result result = cli.run(asked(output.verb()) + " --json --quiet" + output.in(folder));

        assertThat(ParsedJson.object(result.out()).containsKey("error")).isEqualTo(output.isWrittenRowByRow());
        assertThat(result.err())
                .contains("'" + device + "' cannot be written", "No space left on device")
                .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(device).isSymbolicLink();
        Files.delete(device);
        assertThat(Path.of("/dev/full")).matches(full -> !Files.isRegularFile(full));
    }

    @Test
    void aFullDeviceKeepsNoOtherFileFromBeingWritten() {
        Path picture = folder.resolve("map.svg");

        assertThat(cli.run(asked("compare") + " --csv /dev/full --plot " + picture)
                        .err())
                .contains("'/dev/full' cannot be written: No space left on device.");
        assertThat(picture).isNotEmptyFile();
    }

    /** A process that may write few bytes to any file. */
    @ParameterizedTest
    @ValueSource(strings = {"trace", "flow"})
    void aDiskThatFillsUpLosesNoValueAndLeavesNoPart(String verb) throws Exception {
        Path page = folder.resolve("page.html");
        String asked = asked(verb);
        List<Path> before = listed();
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 2; exec \"$@\"", "sh"));
        command.addAll(CommandProcess.line(List.of(), asked + " --quiet --report " + page));
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
