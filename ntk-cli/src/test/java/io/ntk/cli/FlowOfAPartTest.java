package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        isClose(json.get("loss"), number(facts, "loss_before"));
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

    private static double number(Map<String, Object> facts, String name) {
        return ((Number) facts.get(name)).doubleValue();
    }

    private static void isClose(Object found, double right) {
        assertThat(((Number) found).doubleValue()).isCloseTo(right, within(TOLERANCE * Math.abs(right)));
    }
}
