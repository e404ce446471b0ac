package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.cli.report.Numbers;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReduceTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String model;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        model = " --cell gru --model " + file + ":before --inputs " + file + ":inputs --precision float64 ";
    }

    private Map<String, Object> json(String arguments) {
        Result result = cli.run(arguments + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    private static double value(Map<String, Object> json, String name) {
        return (double) ((Map<?, ?>) json.get(name)).get("value");
    }

    @Test
    void reducesToOneAxisOrTwo() {
        double trace = GoldenCase.named("gru").fact("trace_before");
        Map<String, Object> exact = json("spectrum" + model + "--reduce time,unit --estimator exact --count 4");

        assertThat(exact.get("reduction").toString())
                .isEqualTo("{axes=[time, unit], shape=[6.0, 5.0], blocks=diagonal}");
        assertThat(value(exact, "reducedTrace")).isCloseTo(trace, within(1e-9 * trace));
        assertThat(value(exact, "reducedTopEigenvalue")).isEqualTo((double) ((List<?>) exact.get("values")).get(0));
        assertThat((List<?>) exact.get("values")).hasSize(4);
        assertThat(exact).containsEntry("matrixError", 0.0);
        Map<String, Object> sampled = json("spectrum" + model + "--reduce time,unit --samples 60");
        for (String name : List.of("reducedTopEigenvalue", "reducedEffectiveDimension", "reducedTrace")) {
            List<?> ends = (List<?>) ((Map<?, ?>) sampled.get(name)).get("interval95");
            assertThat(value(exact, name)).as(name).isBetween((double) ends.get(0), (double) ends.get(1));
        }
    }

    /** Six digits of an eigenvalue whose error is as large as itself would say what nobody knows. */
    @Test
    void eigenvaluesOfAnEstimatedMatrixHaveTheDigitsThatHold() {
        String line = "spectrum" + model + "--reduce time,unit --samples 10 --count 1";
        Map<String, Object> sampled = json(line);

        String shown = Numbers.holding((double) ((List<?>) sampled.get("values")).get(0), OptionalDouble.of((double)
                sampled.get("matrixError")));
        assertThat(shown.replace(".", "")).hasSizeLessThan(6);
        assertThat(cli.run(line).out()).containsPattern("(?m)^1 +\\Q" + shown + "\\E ");
    }

    /** With all axes kept, the reduced kernel is the kernel. */
    @Test
    void agreesWithTheSpectrumOfAllAxes() {
        GoldenCase golden = GoldenCase.named("gru");
        Map<String, Object> all = json("spectrum" + model + "--reduce trial,time,unit --estimator exact");

        double top = golden.topEigenvaluesBefore()[0];
        assertThat(value(all, "reducedTopEigenvalue")).isCloseTo(top, within(1e-9 * top));
        assertThat(value(all, "reducedEffectiveDimension"))
                .isCloseTo(golden.fact("effective_dimension_before"), within(1e-9));
        double norm = golden.fact("squared_frobenius_before");
        double traced = (double) json("trace" + model + "--of ntk-squared --reduce unit,time,trial --estimator exact")
                .get("value");
        assertThat(traced).isCloseTo(norm, within(1e-9 * norm));
    }

    @Test
    void saysWhichBlocksAreSummed() {
        assertThat(cli.run("spectrum" + model + "--reduce time").out())
                .contains("reduced to [time: 6], the sum of the diagonal blocks over trial and unit.");
        Map<String, Object> sum = json("spectrum" + model + "--reduce sum:time");
        assertThat(sum.get("reduction").toString()).contains("blocks=all");
        assertThat(cli.run("spectrum" + model + "--reduce sum:time").out())
                .contains("the sum of all blocks over trial and unit, not a partial trace.");
    }

    /** JSON has what is reduced and to what as the spectrum has them; people read both as one name. */
    @Test
    void saysOfWhichMatrixATraceIs() throws IOException {
        Path page = folder.resolve("trace.html");
        String line = "trace" + model + "--of ntk-squared --reduce sum:unit,time --report " + page;

        Map<String, Object> json = json(line);
        assertThat(json).containsEntry("of", "ntk-squared");
        assertThat(json.get("reduction").toString()).isEqualTo("{axes=[time, unit], shape=[6.0, 5.0], blocks=all}");
        assertThat(cli.run(line).out()).contains("channels\ntrace of ntk-squared reduced to sum:unit,time ");
        assertThat(Files.readString(page))
                .contains(
                        "Trace of ntk-squared reduced to sum:unit,time",
                        "Of the neural tangent kernel reduced to sum:unit,time, a matrix of order 30.");
        assertThat(json("trace" + model + "--reduce time"))
                .containsEntry("of", "ntk")
                .containsKey("reduction");
    }

    @Test
    void writesTheMatrixItsEigenvaluesAndItsEigenvectors() throws IOException {
        Path out = folder.resolve("reduced.npz");
        assertThat(cli.run("spectrum" + model + "--reduce trial,time --estimator exact --count 3 --out " + out)
                        .exitCode())
                .isZero();

        try (ArrayFile arrays = ArrayFile.open(out)) {
            double[] matrix = arrays.read("matrix").values();
            double[] values = arrays.read("values").values();
            double[] vectors = arrays.read("vectors").values();
            assertThat(arrays.read("matrix").shape()).containsExactly(24, 24);
            assertThat(arrays.read("vectors").shape()).containsExactly(3, 4, 6);
            assertThat(arrays.read("reduced_top_eigenvalue").values()).containsExactly(values[0]);
            for (int mode = 0; mode < 3; mode++) {
                for (int i = 0; i < 24; i++) {
                    double image = 0;
                    for (int j = 0; j < 24; j++) {
                        image += matrix[i * 24 + j] * vectors[mode * 24 + j];
                    }
                    assertThat(image).isCloseTo(values[mode] * vectors[mode * 24 + i], within(1e-9 * values[0]));
                }
            }
        }
        Path page = folder.resolve("reduced.html");
        cli.run("spectrum" + model + "--reduce trial,time --report " + page);
        assertThat(Files.readString(page)).contains("Leading modes", "aria-label=\"Mode 3\"", "steps to the right");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--reduce step|There is no axis 'step' in [trial: 4, time: 6, unit: 5].",
                "--reduce time --observe final-state|There is no axis 'time' in [trial: 4, unit: 5].",
                "--reduce sum|A reduction to 'sum' does not say which axes are kept.",
                "--reduce time,time|The axes to keep are 'time,time'.",
                "--reduce time --density 4|A reduced kernel was asked for together with a density.",
                "--reduce time --of propagation|A reduced kernel was asked for together with --of propagation.",
                "--reduce time --estimator xtrace|Kernels are not reduced by 'xtrace'.",
                "--reduce time --tolerance 0.1|A tolerance was given, but the estimate of a reduced kernel cannot stop at one.",
                "--reduce time --count 0|The number of eigenvalues is 0. Ask for at least 1.",
                "--reduce time --count -1|The number of eigenvalues is -1. Ask for at least 1.",
                "--estimator exact|Estimator 'exact' was given, but nothing to reduce."
            })
    void refusesWhatCannotBeReduced(String options, String message) {
        Result result = cli.run("spectrum" + model + options);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).startsWith("error: " + message).hasLineCount(1);
    }
}
