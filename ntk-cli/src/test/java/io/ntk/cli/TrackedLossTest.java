package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.training.task.FlipFlop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ntk track --targets}: real losses beside those of the first kernel. */
class TrackedLossTest {
    private static final int TRIALS = 6;
    private static final int STEPS = 8;

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path targets;

    @BeforeEach
    void start() {
        cli = new CliFixture(folder);
        targets = cli.write(
                "targets.npy",
                new NumericArray(
                        "targets",
                        List.of(TRIALS, STEPS, 3),
                        new FlipFlop().trials(0, 0, TRIALS, STEPS).targets()));
    }

    private Path run(String options) {
        Path out = folder.resolve("run");
        Result result = cli.run("train --task flip-flop --cell gru --hidden 5 --trials " + TRIALS + " --time-steps "
                + STEPS + " --steps 6 --save-every 3 --precision float64 --quiet --out " + out + " " + options);
        assertThat(result.err()).isEmpty();
        return out;
    }

    private String track(Path run, String options) {
        Result result = cli.run("track " + run + " --precision float64 --samples 5 "
                + (options.contains("--targets") ? "" : "--targets " + targets + " ") + options);
        assertThat(result.err()).isEmpty();
        return result.out();
    }

    private List<?> checkpoints(Path run, String options) {
        return (List<?>) ParsedJson.object(track(run, options + " --json")).get("checkpoints");
    }

    private static double value(Object checkpoint, String column) {
        return (double) ((Map<?, ?>) ((Map<?, ?>) checkpoint).get(column)).get("value");
    }

    @Test
    void aSlowRunIsThatOfItsFirstKernel() throws IOException {
        Path run = run("--optimizer sgd --learning-rate 0.001");
        Path page = folder.resolve("track.html");
        Path csv = folder.resolve("track.csv");

        List<?> checkpoints = checkpoints(run, "--report " + page + " --csv " + csv);

        assertThat(checkpoints).hasSize(3);
        double first = value(checkpoints.get(0), "loss");
        assertThat(value(checkpoints.get(0), "frozen_loss")).isCloseTo(first, within(1e-12));
        for (Object checkpoint : checkpoints) {
            // Training learns from other trials than those that are tracked.
            assertThat(value(checkpoint, "frozen_loss")).isCloseTo(value(checkpoint, "loss"), within(0.005 * first));
        }
        assertThat(value(checkpoints.get(2), "frozen_loss")).isLessThan(first);
        assertThat(Files.readString(page)).contains("aria-label=\"Loss\"", "if the kernel had stayed as it was there");
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines.get(0)).contains(",frozen_loss,frozen_loss_lower,frozen_loss_upper,");
        String[] columns = lines.get(0).split(",", -1);
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSameSizeAs(columns));
        assertThat(track(run, "")).containsPattern("(?m)^step .* loss +frozen loss");
    }

    @Test
    void predictsOnlyWithARate() {
        Path run = run("--optimizer adam");

        assertThat(track(run, "")).containsPattern("(?m)^step .* loss$").doesNotContain("frozen");
        assertThat(track(run, "--rate 0.01")).containsPattern("(?m)^step .* loss +frozen loss");
        assertThat(checkpoints(run, "--loss mse").toString()).contains("loss").doesNotContain("frozen");
    }

    @Test
    void leavesThePredictionOutWhereARunOfThatRateWouldDiverge() {
        Path run = run("--optimizer sgd --learning-rate 1e60 --clip 1e-70");

        assertThat(track(run, "")).containsPattern("(?m)^step .* loss$").doesNotContain("frozen");
        refused(run, "--targets " + targets + " --rate 1e60", "leave the finite numbers");
    }

    /** Targets and the mask are of all trials of the inputs: those of the chosen ones are taken. */
    @Test
    void takesTheTargetsOfTheTrialsThatAreRun() throws IOException {
        Path run = run("--optimizer adam");
        double[] mask = new double[TRIALS * STEPS];
        Arrays.setAll(mask, i -> i % 3 == 0 ? 0 : 1);
        Path counted = cli.write("mask.npy", new NumericArray("mask", List.of(TRIALS, STEPS), mask));

        List<?> part = checkpoints(run, "--trials 1,4 --loss-valid " + counted);
        List<?> same = checkpoints(
                run,
                "--inputs " + ofTwo(run.resolve("inputs.npy")) + " --targets " + ofTwo(targets) + " --loss-valid "
                        + ofTwo(counted));

        for (int i = 0; i < part.size(); i++) {
            assertThat(value(part.get(i), "loss")).isEqualTo(value(same.get(i), "loss"));
        }
        refused(
                run,
                "--trials 1,4 --targets " + ofTwo(targets),
                "but the outputs of all trials of the inputs have shape");
    }

    private Path ofTwo(Path file) {
        NumericArray all = ArrayReference.parse(file.toString()).read();
        int each = all.values().length / TRIALS;
        double[] two = new double[2 * each];
        System.arraycopy(all.values(), each, two, 0, each);
        System.arraycopy(all.values(), 4 * each, two, each, each);
        List<Integer> shape = new ArrayList<>(all.shape());
        shape.set(0, 2);
        return cli.write("two-" + file.getFileName(), new NumericArray(all.name(), shape, two));
    }

    @Test
    void refusesWhatMakesNoSense() {
        Path run = run("--optimizer sgd --learning-rate 0.01");
        Path narrow = cli.write(
                "narrow.npy", new NumericArray("t", List.of(TRIALS, STEPS, 2), new double[TRIALS * STEPS * 2]));

        refused(run, "--rate 0.1", "--rate was given without targets. Give --targets");
        refused(run, "--targets " + narrow, "has shape [6, 8, 2], but the outputs have shape");
        refused(run, "--targets " + targets + " --loss cross-entropy", "are no probabilities");
    }

    /** A table that is there already is as it was. */
    @ParameterizedTest
    @ValueSource(strings = {"--steps 0:5", "--units 0,2", "--steps 0:5 --rate 0.1"})
    void refusesALossOfAPartBeforeAnythingIsComputed(String part) throws IOException {
        Path run = run("--optimizer adam");
        Path csv = Files.writeString(folder.resolve("track.csv"), "step,alignment\n0,1\n");

        refused(run, "--targets " + targets + " --force --csv " + csv + " " + part, "but a loss is of all");
        assertThat(csv).hasContent("step,alignment\n0,1\n");
    }

    private void refused(Path run, String options, String message) {
        Result result = cli.run("track " + run + " --samples 5 " + options);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: ").contains(message).hasLineCount(1);
    }
}
