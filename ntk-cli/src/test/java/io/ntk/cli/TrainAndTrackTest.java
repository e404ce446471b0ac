package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code train} leaves a folder that {@code track} and {@code align} read as it is. */
class TrainAndTrackTest {
    private static final String SMALL = "--task flip-flop --cell gru --hidden 6 --trials 5 --time-steps 6 --steps 20";

    @TempDir
    private Path folder = Path.of("");

    private CliFixture cli = new CliFixture(folder);

    @BeforeEach
    void start() {
        cli = new CliFixture(folder);
    }

    private CliFixture.Result succeed(String line) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result;
    }

    private void refused(String line, String... messages) {
        CliFixture.Result result = cli.run(line);
        assertThat(result.err()).contains(messages).hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(2);
    }

    @Test
    void aRunIsTrainedTrackedAndAligned() throws Exception {
        Path run = folder.resolve("run");
        String trained = succeed("train " + SMALL + " --save-every 10 --track-every 10 --out " + run)
                .out();
        assertThat(trained).contains("accuracy").contains("steps      20,").contains("% of the training time");
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(21);

        Path csv = folder.resolve("track.csv");
        Path svg = folder.resolve("track.svg");
        String table = succeed("track " + run + " --samples 6 --csv " + csv + " --plot " + svg)
                .out();
        assertThat(table)
                .contains("alignment")
                .contains("with previous")
                .containsPattern("(?m)^states +representation-alignment 0\\.\\d+; cka 0")
                .containsPattern("(?m)^weights +weight-change weight_ih 0")
                .startsWith("inputs     5 trials × 6 steps, 3 channels\n")
                .hasLineCount(8)
                .contains("step-000000.safetensors' and 2 more: 1 layer; no readout is taken");
        // The same probes on the same checkpoints: what was tracked while training is tracked again.
        List<String> again = Files.readAllLines(csv);
        List<String> live = Files.readAllLines(run.resolve("track.csv"));
        assertThat(again).hasSize(4);
        for (int row = 0; row < 4; row++) {
            String[] expected = live.get(row).split(",", -1);
            String[] actual = again.get(row).split(",", -1);
            assertThat(actual).hasSameSizeAs(expected);
            assertThat(actual[0]).isEqualTo(expected[0]);
            for (int i = 1; row > 0 && i < actual.length; i++) {
                double value = Double.parseDouble(expected[i]);
                assertThat(Double.parseDouble(actual[i]))
                        .isBetween(value - 1e-4 * Math.abs(value), value + 1e-4 * Math.abs(value));
            }
        }
        assertThat(Files.readString(svg)).contains("<svg", "The kernel over training");

        String aligned = succeed("align --cell gru --before " + run + "/step-000000.safetensors --after " + run
                        + "/step-000020.safetensors --inputs " + run + "/inputs.npy --estimator exact --quiet")
                .out();
        assertThat(Double.parseDouble(aligned.strip())).isBetween(0.0, 1.0);
    }

    /** What is tracked while training is what is tracked of the same part afterwards, and not what is tracked of all. */
    @Test
    void aPartIsTracked() throws Exception {
        Path run = folder.resolve("run");
        String part = " --track-trials 1: --track-steps :-1 --track-units 0,2,3";
        succeed("train " + SMALL + " --save-every 10 --track-every 10 --track-samples 6" + part + " --out " + run);
        Path csv = folder.resolve("track.csv");
        succeed("track " + run + " --samples 6 --csv " + csv + part.replace("--track-", "--"));
        Path all = folder.resolve("all.csv");
        succeed("track " + run + " --samples 6 --csv " + all);

        double live = lastDimension(run.resolve("track.csv"));
        assertThat(lastDimension(csv)).isCloseTo(live, within(1e-4 * live));
        assertThat(lastDimension(all)).isNotCloseTo(live, within(1e-3 * live));
        refused("train " + SMALL + " --track-units 0:2 --out " + run, "--track-every is not given");
    }

    /** The command is right once the part is: nothing of the first attempt is in its way. */
    @ParameterizedTest
    @CsvSource({
        "trials 90:, Index 90 of '90:' is outside the 5 trials",
        "steps 90:, Index 90 of '90:' is outside the 6 steps",
        "units 90:, Index 90 of '90:' is outside the 6 observed units",
        "samples 2, needs at least 3 samples",
        "samples 1000, 'The number of samples is 1000, but the operator has order n = 180'"
    })
    void whatCannotBeTrackedIsRefusedBeforeAnythingIsWritten(String option, String message) {
        Path run = folder.resolve("run");
        String line = "train " + SMALL + " --quiet --track-every 10 --out " + run;

        refused(line + " --track-" + option, message);
        assertThat(run).doesNotExist();
        succeed(line);
    }

    /** A sketch of 6 samples takes 5 · 6 · 180 floats, a little more than 21 kB. */
    @Test
    void whatIsTrackedKeepsToTheMemoryLimitOfTheRun() throws Exception {
        Path run = folder.resolve("run");
        String line = "train " + SMALL + " --quiet --save-every 10 --track-every 10 --track-samples 6 --out " + run;
        String message = "Sketches of 6 samples need 21600 bytes, but 20480 are allowed.";

        refused(line + " --memory 20k", message);
        assertThat(run).doesNotExist();
        succeed(line + " --memory 22k");
        refused("track " + run + " --samples 6 --memory 20k", message);
        Path description = run.resolve("run.json");
        Files.writeString(
                description, Files.readString(description).replace("\"memory\" : 22528", "\"memory\" : 20480"));
        refused("train --resume --steps 30 --quiet --memory 20k --out " + run, message);
    }

    private static double lastDimension(Path table) throws Exception {
        List<String> lines = Files.readAllLines(table);
        int column = List.of(lines.get(0).split(",", -1)).indexOf("effective_dimension");
        return Double.parseDouble(lines.get(lines.size() - 1).split(",", -1)[column]);
    }

    @Test
    void aRunIsResumed() throws Exception {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        succeed("train " + SMALL + " --quiet --out " + whole);
        succeed("train " + SMALL.replace("--steps 20", "--steps 12") + " --quiet --out " + parts);
        succeed("train --resume --steps 20 --quiet --out " + parts);
        assertThat(Files.readAllBytes(parts.resolve("step-000020.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("step-000020.safetensors")));
        refused("train --resume --hidden 7 --out " + parts, "--hidden is 7, but the run in", "was begun with 6.");
        refused("train --resume --track-every 5 --out " + parts, "--track-every is 5, but", "was begun without it.");
        refused("train " + SMALL + " --out " + parts, "already holds a training run", "--resume");
    }

    /** Every file of a run that was killed after some steps and resumed is that of a run that was not, whatever is in the environment. */
    @ParameterizedTest
    @CsvSource({"4, 3", "8, 3", "12, 3", "16, 3", "4, 4", "8, 5", "12, 7", "4, 20", "12, 1"})
    void aResumedRunWritesWhatItWouldHaveWritten(int killed, int every) throws Exception {
        String line = "train " + SMALL
                + " --save-every 4 --quiet --threads 2 --track-units :4 --track-samples 5 --track-every " + every;
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        succeed(line + " --out " + whole);
        succeed(line.replace("--steps 20", "--steps " + killed) + " --out " + parts);
        // What a process wrote after the last state that it saved.
        Files.writeString(parts.resolve("metrics.csv"), (killed + 1) + ",0.2,0.1,0.1,0.1\n", StandardOpenOption.APPEND);
        Files.writeString(parts.resolve("track.csv"), "13,0.9", StandardOpenOption.APPEND);

        CliFixture.Result resumed = new CliFixture(folder, Map.of("NTK_THREADS", "1"))
                .run("train --resume --steps 20 --quiet --out " + parts);

        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err()).isEqualTo("ntk: The run goes on with threads 2, as it was begun.\n");
        try (Stream<Path> files = Files.list(whole)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.equals("metrics.csv") && !name.equals("run.json")) {
                    assertThat(parts.resolve(name)).hasSameBinaryContentAs(file);
                }
            }
        }
        assertThat(Files.readAllLines(parts.resolve("metrics.csv"))).hasSize(21);
        assertThat(parts.resolve("run.json")).hasSameTextualContentAs(whole.resolve("run.json"));
    }

    /** A run that is killed after it was made longer goes on to as many steps as it was told last. */
    @Test
    void theStepsOfAResumedRunAreKept() throws Exception {
        Path run = folder.resolve("run");
        succeed("train " + SMALL.replace("--steps 20", "--steps 4") + " --quiet --out " + run);
        succeed("train --resume --steps 12 --quiet --out " + run);
        String description = Files.readString(run.resolve("run.json"));
        assertThat(description).contains("\"steps\" : 12");

        refused(
                "train --resume --steps 5 --out " + run,
                "has made 12 steps, more than the 5 that it is to have in all. Give --steps, at least 12.");
        assertThat(run.resolve("run.json")).hasContent(description);
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(13);

        // It is stopped after a step that is no checkpoint, and then told that this is the last.
        byte[] last = Files.readAllBytes(run.resolve("step-000012.safetensors"));
        Files.delete(run.resolve("step-000012.safetensors"));
        succeed("train --resume --quiet --out " + run);
        assertThat(run.resolve("step-000012.safetensors")).hasBinaryContent(last);
    }

    /** What the backend was not set up with when the run was begun does not set it up now. */
    @Test
    void aResumedRunHasTheSettingsOfItsBeginningAlone() {
        Path run = folder.resolve("run");
        succeed("train " + SMALL + " --quiet --out " + run);

        CliFixture.Result resumed = new CliFixture(folder, Map.of("NTK_NATIVE_NO_SUCH", "1"))
                .run("train --resume --steps 22 --quiet --out " + run);

        assertThat(resumed.err()).isEqualTo("ntk: The run goes on with native {}, as it was begun.\n");
        assertThat(resumed.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "--threads 3, --threads is 3, with 2.",
        "--memory 1g, --memory is 1g, with 1048576.",
        "--backend djl, --backend is djl, with native.",
        "--save-every 5, --save-every is 5, with 4.",
        "--track-every 5, --track-every is 5, with 10.",
        "--track-samples 4, --track-samples is 4, with 6.",
        "--track-units 0:2, '--track-units is 0:2', without it."
    })
    void aResumedRunIsRefusedAnotherCourse(String option, String given, String begun) {
        Path run = folder.resolve("run");
        succeed("train " + SMALL + " --save-every 4 --quiet --threads 2 --memory 1m --track-every 10 --out " + run);

        refused(
                "train --resume --steps 30 " + option + " --out " + run,
                given + ", but the run in '",
                "was begun " + begun);
        succeed("train --resume --steps 30 --threads 2 --memory 1m --save-every 4 --track-every 10 --quiet --out "
                + run);
    }

    /** Neither course nor engine was kept by older versions: what is given holds. */
    @Test
    void aRunOfAnOlderVersionIsResumed() throws Exception {
        Path whole = folder.resolve("whole");
        Path parts = folder.resolve("parts");
        succeed("train " + SMALL + " --save-every 6 --quiet --out " + whole);
        succeed("train " + SMALL.replace("--steps 20", "--steps 12") + " --save-every 6 --quiet --out " + parts);
        Path description = parts.resolve("run.json");
        String old = Files.readString(description)
                .replaceAll("\"(backend|engine|threads|memory|steps|save-every)\" : .*,\n", "")
                .replaceAll("\"backend-settings\" : \\{\\s*},?\n", "");
        Files.writeString(description, old);

        refused(
                "train --resume --track-every 5 --out " + parts,
                "Kernels are to be tracked with --resume, but an older version");
        succeed("train --resume --steps 20 --save-every 6 --quiet --out " + parts);

        for (String name : List.of("step-000018.safetensors", "step-000020.safetensors", "resume.safetensors")) {
            assertThat(parts.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
        }
    }

    @Test
    void exportsOfAnotherProgramAreTracked() throws Exception {
        Path run = folder.resolve("run");
        succeed("train " + SMALL + " --save-every 10 --quiet --out " + run);
        Path exports = Files.createDirectory(folder.resolve("exports"));
        Files.copy(run.resolve("step-000020.safetensors"), exports.resolve("model_1000.safetensors"));
        Files.copy(run.resolve("step-000000.safetensors"), exports.resolve("model_9.safetensors"));
        String options = " --inputs " + run + "/inputs.npy --samples 5";
        assertThat(succeed("track " + exports + " --cell gru" + options).out()).containsSubsequence("9 ", "1000 ");
        refused("track " + exports + options, "is not a folder that 'ntk train' wrote, so --cell is needed");
        refused("track " + exports + " --cell gru" + options + " --plot a.pdf", ".svg or .png");
    }

    @Test
    void aProgressBarShowsTheLoss() {
        CliFixture.Result result = cli.run(
                true, false, ("train " + SMALL + " --track-every 10 --out " + folder.resolve("run")).split(" "));
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void mistakesAreNamed() {
        String out = " --out " + folder.resolve("run");
        refused("train --cell gru" + out, "--task is missing");
        refused("train --task flipflop --cell gru" + out, "Task 'flipflop' is not known", "'flip-flop'");
        refused("train --task sine --cell grue" + out, "Cell 'grue' is not known", "'gru'");
        refused("train " + SMALL + " --steps 0" + out, "--steps");
        refused("train --resume" + out, "holds no training run");
        refused("train --task sine --cell gru --learning-rate -1" + out, "The learning rate is -1.0.");
        refused("train --task sine --cell gru --optimizer adma" + out, "Optimizer 'adma' is not known");
        refused("train --task memory-pro --cell gru --time-steps 2" + out, "was given 2 time steps");
        refused("cells --plugin nowhere.jar", "Plugin 'nowhere.jar' does not exist.");
    }
}
