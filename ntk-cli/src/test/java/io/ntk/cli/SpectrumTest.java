package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectrumTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String line;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        line = "spectrum --cell gru --model " + file + ":before --inputs " + file + ":inputs --precision float64";
    }

    private Map<String, Object> json(String arguments) {
        Result result = cli.run(arguments + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    @Test
    void findsTheLargestEigenvalues() {
        double[] exact = GoldenCase.named("gru").topEigenvaluesBefore();

        Map<String, Object> json = json(line + " --count 8");

        List<?> values = (List<?>) json.get("values");
        assertThat(values).hasSize(8);
        for (int i = 0; i < exact.length; i++) {
            assertThat((double) values.get(i) / exact[i]).isCloseTo(1, within(1e-8));
        }
        assertThat((double) json.get("operatorNorm") / exact[0]).isCloseTo(1, within(1e-8));
        assertThat(json).containsEntry("of", "ntk").containsEntry("metric", "spectrum");
        assertThat(json.get("model").toString()).contains("cell=gru, B=4.0");
    }

    @Test
    void estimatesEffectiveDimensionsInAllAndByAxis() {
        Map<?, ?> dimensions = (Map<?, ?>) json(line).get("effectiveDimension");

        assertThat(dimensions.keySet().toString()).isEqualTo("[all, trial, time, unit]");
        Map<?, ?> all = (Map<?, ?>) dimensions.get("all");
        double error = (double) all.get("standardError");
        assertThat((double) all.get("value"))
                .isCloseTo(GoldenCase.named("gru").fact("effective_dimension_before"), within(5 * error));
    }

    @Test
    void estimatesTheDensity() {
        Map<String, Object> json = json(line + " --density 10");

        // 120 rows allow 100 samples: ten probes of ten steps.
        List<?> quadratures = (List<?>) json.get("density");
        assertThat(quadratures).hasSize(10);
        assertThat(cli.run(line + " --density 10").out()).containsPattern("(?m)^eigenvalues +count +95% interval");
    }

    @Test
    void findsTheSingularValuesOfThePropagation() {
        Map<String, Object> json = json(line + " --of propagation --count 3");

        List<?> values = (List<?>) json.get("values");
        assertThat(values).hasSize(3);
        // The first step of P is the identity, so no network has a norm below 1.
        assertThat((double) values.get(0)).isGreaterThanOrEqualTo(1);
        assertThat(json).doesNotContainKey("effectiveDimension");
    }

    @Test
    void printsTablesForPeople() {
        Result result = cli.run(line + " --count 2");

        assertThat(result.out())
                .containsPattern("(?m)^1 +28\\.70887350798 +\\S+e-10")
                .containsPattern("(?m)^of trials +\\S+ +4 ")
                .startsWith("inputs     4 trials × 6 steps, 3 channels\n")
                .contains("gru, 5 units");
        assertThat(cli.run(line + " --count 2 --quiet").out()).hasLineCount(2).startsWith("28.70887");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--of jacobian|There is no operator 'jacobian'. Known are: ntk, one-step, propagation.",
                "--density -1|A density by -1 steps was asked of ntk.",
                "--density 5 --of propagation|A density by 5 steps was asked of propagation.",
                "--samples 0|The number of samples is 0.",
                "--count 0|"
            })
    void refusesWhatMakesNoSense(String options, String message) {
        Result result = cli.run(line + " " + options);

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("error: " + (message == null ? "" : message))
                .hasLineCount(1);
    }
}
