package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradient flow where only a part of the rows is looked at. */
class FlowOfAPartTest {
    private static final double TOLERANCE = 1e-9;
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");
    private static final Path FILE = MODELS.resolve("ctrnn_tau.npz");
    private static final String LINE = "flow --cell rate_tau --model " + FILE + ":before --inputs " + FILE
            + ":inputs --precision float64 --targets " + FILE + ":targets --estimator exact --json";

    @TempDir
    private Path folder = Path.of("");

    /** The loss is of the valid steps, the kernel of all, or of the valid ones too. */
    @ParameterizedTest
    @CsvSource({"'', ''", "' --only-valid', valid_"})
    void aMaskRestrictsTheLossAndIfWantedTheKernel(String option, String prefix) throws Exception {
        CliFixture.Result result = new CliFixture(folder).run(LINE + " --valid " + FILE + ":valid" + option);
        assertThat(result.err()).isEmpty();
        Map<String, Object> json = ParsedJson.object(result.out());
        Map<String, Object> facts = ParsedJson.object(Files.readString(MODELS.resolve("ctrnn_tau.json")));
        isClose(json.get("lossBefore"), number(facts, "loss_before"));
        isClose(json.get("gradientNorm"), number(facts, "gradient_norm"));
        double norm = number(facts, prefix + "trace_before")
                / Math.sqrt(number(facts, prefix + "effective_dimension_before"));
        assertThat(json.get("norm")).isInstanceOfSatisfying(Map.class, found -> isClose(found.get("value"), norm));
    }

    @Test
    void aLossOfAWindowOfStepsIsRefused() {
        CliFixture.Result result = new CliFixture(folder).run(LINE + " --steps 2:5");
        assertThat(result.err()).contains("but a loss is of all").doesNotContain("Exception");
        assertThat(result.out()).doesNotContain("errorNorm");
    }

    /** Targets, masks and labels are of all trials of the inputs: those of the chosen ones are taken, and others may be anything. */
    @ParameterizedTest
    @ValueSource(
            strings = {"--valid VALID", "--valid VALID --only-valid", "--groups LABELS", "--rate 0.1 --observe outputs"
            })
    void whatIsStoredByTrialIsOfAllTrialsOfTheInputs(String options) throws Exception {
        Map<String, Object> part =
                flow(changed("whole.npz", FlowOfAPartTest::withoutFirstTrial), options + " --trials 1:");
        Map<String, Object> same = flow(lastTwoTrials(), options);

        part.keySet().removeIf(FlowOfAPartTest::isOfTheRun);
        same.keySet().removeIf(FlowOfAPartTest::isOfTheRun);
        assertThat(part).isEqualTo(same).containsKeys("lossBefore", "gradientShare");
    }

    private static boolean isOfTheRun(String member) {
        return List.of("model", "seconds", "computation", "provenance").contains(member);
    }

    private Map<String, Object> flow(Path file, String options) {
        CliFixture.Result result = new CliFixture(folder)
                .run("flow --cell rate_tau --model " + FILE
                        + ":before --precision float64 --estimator exact --json --inputs "
                        + file + ":inputs --targets " + file + ":targets "
                        + options.replace("VALID", file + ":valid").replace("LABELS", file + ":labels"));
        assertThat(result.err()).isEmpty();
        return new LinkedHashMap<>(ParsedJson.object(result.out()));
    }

    private Path lastTwoTrials() {
        return changed("part.npz", FlowOfAPartTest::lastTwoTrials);
    }

    private Path changed(String name, UnaryOperator<NumericArray> change) {
        try (ArrayFile file = ArrayFile.open(FILE)) {
            return new CliFixture(folder)
                    .write(
                            name,
                            Stream.of("inputs", "targets", "valid", "labels")
                                    .map(file::read)
                                    .map(change)
                                    .toList());
        }
    }

    private static NumericArray withoutFirstTrial(NumericArray all) {
        double[] values = all.values().clone();
        if (all.shape().size() == 3) {
            Arrays.fill(values, 0, values.length / 3, Double.NaN);
        }
        return new NumericArray(all.name(), all.shape(), values);
    }

    private static NumericArray lastTwoTrials(NumericArray all) {
        List<Integer> shape = new ArrayList<>(all.shape());
        int each = all.values().length / shape.get(0);
        shape.set(0, 2);
        return new NumericArray(all.name(), shape, Arrays.copyOfRange(all.values(), each, 3 * each));
    }

    /** A file of the chosen trials alone could be of any. */
    @ParameterizedTest
    @CsvSource({
        "targets, 'has shape [2, 5, 2], but the outputs of all trials of the inputs have shape [trials, steps, outputs] = [3, 5, 2]'",
        "valid, 'has shape [2, 5], but the inputs have 3 trials of 5 steps'",
        "groups, 'has shape [2], but there are 3 trials in --inputs'"
    })
    void whatIsStoredOfTheChosenTrialsAloneIsRefused(String option, String message) {
        String array = option.equals("groups") ? "labels" : option;
        String line = option.equals("targets") ? LINE.replaceFirst(" --targets \\S+", "") : LINE;
        CliFixture.Result result =
                new CliFixture(folder).run(line + " --trials 1: --" + option + " " + lastTwoTrials() + ":" + array);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(message).hasLineCount(1);
    }

    @Test
    void aLossOfNoStepOfTheChosenTrialsIsRefused() {
        double[] first = new double[15];
        Arrays.fill(first, 0, 5, 1);
        CliFixture cli = new CliFixture(folder);
        Path mask = cli.write("first.npy", new NumericArray("valid", List.of(3, 5), first));

        assertThat(cli.run(LINE + " --trials 1: --valid " + mask).err())
                .contains("No step of the chosen trials counts, so there is no loss. Choose other trials")
                .hasLineCount(1);
    }

    private static double number(Map<String, Object> facts, String name) {
        return ((Number) facts.get(name)).doubleValue();
    }

    private static void isClose(Object found, double right) {
        assertThat(((Number) found).doubleValue()).isCloseTo(right, within(TOLERANCE * Math.abs(right)));
    }
}
