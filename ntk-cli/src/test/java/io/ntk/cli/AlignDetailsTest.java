package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.NumericArray;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ntk align} with {@code --distance} and {@code --contributions}. */
class AlignDetailsTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String line;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        line = "align --cell gru --precision float64 --samples 60 " + cli.golden("gru");
    }

    @Test
    void theDistanceIsThatOfTheKernels() {
        Map<String, Object> json =
                ParsedJson.object(cli.run(line + " --distance --json").out());

        GoldenCase golden = GoldenCase.named("gru");
        double before = golden.fact("squared_frobenius_before");
        double exact =
                Math.sqrt((before - 2 * golden.fact("cross_trace") + golden.fact("squared_frobenius_after")) / before);
        Map<?, ?> distance = (Map<?, ?>) json.get("distance");
        assertThat((double) distance.get("value")).isCloseTo(exact, within(4 * (double) distance.get("standardError")));
        assertThat(json).doesNotContainKey("contributions");
    }

    @Test
    void metricsAreThoseAskedForByNameOrAll() {
        Map<String, Object> norm = ParsedJson.object(
                cli.run(line + " --metric norm --metric distance --json").out());
        Map<String, Object> all =
                ParsedJson.object(cli.run(line + " --metric all --json").out());

        GoldenCase golden = GoldenCase.named("gru");
        Map<?, ?> before = (Map<?, ?>) ((Map<?, ?>) norm.get("norm")).get("before");
        assertThat((double) before.get("value"))
                .isCloseTo(
                        Math.sqrt(golden.fact("squared_frobenius_before")),
                        within(4 * (double) before.get("standardError")));
        assertThat(norm).containsKey("distance").doesNotContainKey("effectiveDimension");
        assertThat(all).containsKeys("norm", "distance", "effectiveDimension").doesNotContainKey("alignment");
        assertThat(all.get("norm")).isEqualTo(norm.get("norm"));
        Result unknown = cli.run(line + " --metric nrom");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("'nrom'", "Did you mean 'norm'?").hasLineCount(1);
    }

    @Test
    void contributionsOfTensorsAndOfStepsHaveOneSum() {
        Map<String, Object> json =
                ParsedJson.object(cli.run(line + " --contributions --json").out());

        Map<?, ?> contributions = (Map<?, ?>) json.get("contributions");
        List<?> tensors = (List<?>) contributions.get("tensors");
        List<?> steps = (List<?>) contributions.get("steps");
        assertThat(tensors.toString()).contains("name=weight_hh", "name=bias_ih");
        assertThat(steps).hasSize(6);
        double headline = (double) json.get("value");
        assertThat(sum(tensors)).isCloseTo(headline, within(1e-12));
        assertThat(sum(steps)).isCloseTo(headline, within(1e-12));
        assertThat(headline).isCloseTo(GoldenCase.named("gru").fact("alignment"), within(0.01));
        assertThat(json).doesNotContainKey("distance");
    }

    /** What is aligned within a tensor is the alignment of the kernels of that tensor alone. */
    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "exact", "naive"})
    void withinATensorItIsAsIfItAloneWereDifferentiated(String estimator) {
        Map<String, Object> json = ParsedJson.object(cli.run(line + " --contributions --json --estimator " + estimator)
                .out());

        for (Object part : (List<?>) ((Map<?, ?>) json.get("contributions")).get("tensors")) {
            Map<?, ?> tensor = (Map<?, ?>) part;
            Map<?, ?> within = (Map<?, ?>) tensor.get("within");
            double alone = (double)
                    ParsedJson.object(cli.run(line + " --json --estimator exact --params " + tensor.get("name"))
                                    .out())
                            .get("value");
            boolean isExact = estimator.equals("exact") || estimator.equals("naive");
            double error = isExact ? 0 : (double) within.get("standardError");
            assertThat((double) within.get("value")).isCloseTo(alone, within(4 * error + 1e-9));
            assertThat(within.get("errorKind")).isEqualTo(isExact ? "exact" : "standard-error");
        }
    }

    /** Inputs that are zero leave the weights on them without effect. */
    @ParameterizedTest
    @ValueSource(strings = {"deflated", "exact"})
    void withinATensorWithoutPartInTheKernelNothingIsAligned(String estimator) {
        Path silent = cli.write("silent.npy", new NumericArray("inputs", List.of(4, 6, 3), new double[4 * 6 * 3]));
        String quiet =
                line.replaceAll("--inputs \\S+", "--inputs " + silent) + " --contributions --estimator " + estimator;

        Map<String, Object> json = ParsedJson.object(cli.run(quiet + " --json").out());
        List<?> tensors = (List<?>) ((Map<?, ?>) json.get("contributions")).get("tensors");
        assertThat(tensors)
                .filteredOn(tensor -> ((Map<?, ?>) tensor).containsKey("within"))
                .hasSize(3);
        assertThat(cli.run(quiet).out()).containsPattern("(?m)^weight_ih .* - +no part in a kernel$");
    }

    private static double sum(List<?> parts) {
        return parts.stream()
                .mapToDouble(part -> (double) ((Map<?, ?>) part).get("value"))
                .sum();
    }

    /** Whatever the method, the metrics follow it: the alignment and its complement are one number. */
    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "exact"})
    void metricsAndContributionsFollowTheEstimator(String estimator) {
        Map<String, Object> json =
                ParsedJson.object(cli.run(line + " --metric all --contributions --json --estimator " + estimator)
                        .out());

        double headline = (double) json.get("value");
        double misalignment = value(json.get("misalignment"));
        assertThat(1 - misalignment).isCloseTo(headline, within(1e-12));
        double before = value(((Map<?, ?>) json.get("norm")).get("before"));
        double after = value(((Map<?, ?>) json.get("norm")).get("after"));
        double distance = Math.sqrt(before * before - 2 * headline * before * after + after * after) / before;
        assertThat(value(json.get("distance"))).isCloseTo(distance, within(1e-12 * distance));
        for (Object one : List.of(json.get("misalignment"), json.get("distance"))) {
            assertThat(one.toString()).contains("estimator=" + estimator);
        }
        Map<?, ?> contributions = (Map<?, ?>) json.get("contributions");
        assertThat(contributions.get("estimator")).isEqualTo(estimator);
        assertThat(sum((List<?>) contributions.get("tensors"))).isCloseTo(headline, within(1e-12));
        assertThat(sum((List<?>) contributions.get("steps"))).isCloseTo(headline, within(1e-12));
        assertThat(((List<?>) contributions.get("tensors")).get(0).toString())
                .contains("errorKind=" + (estimator.equals("exact") ? "exact" : "standard-error"));
        assertThat(((List<?>) contributions.get("steps")).get(0).toString())
                .contains("errorKind=" + (estimator.equals("exact") ? "exact" : "standard-error"));
    }

    /** With a tolerance everything comes from the products that it took. */
    @Test
    void aToleranceHoldsForAll() {
        Map<String, Object> json =
                ParsedJson.object(cli.run(line + " --tolerance 0.1 --distance --contributions --json")
                        .out());

        double headline = (double) json.get("value");
        Map<?, ?> contributions = (Map<?, ?>) json.get("contributions");
        assertThat(sum((List<?>) contributions.get("tensors"))).isCloseTo(headline, within(1e-12));
        assertThat(((Map<?, ?>) json.get("distance")).get("operatorApplications"))
                .isEqualTo(json.get("operatorApplications"));
    }

    /** Beside a method that gives nothing else the rest comes from a deflation, and that is said. */
    @Test
    void besideOtherMethodsTheRestIsDeflated() {
        Result result = cli.run(line + " --distance --contributions --estimator three-traces");

        assertThat(result.out())
                .containsPattern("(?m)^method +three-traces, ")
                .containsPattern("(?m)^method +deflated, 60")
                .containsPattern("(?m)^sum +0\\.4\\S+, by deflated$");
    }

    private static double value(Object estimate) {
        return (double) ((Map<?, ?>) estimate).get("value");
    }

    @Test
    void printsTablesForPeople() {
        Result result = cli.run(line + " --distance --contributions");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .containsPattern("(?m)^metric +of +value +95% interval +meaning$")
                .containsPattern(
                        "(?m)^distance +both +\\S+ +\\S+ to \\S+ +How far a kernel moved, .*‖Θ′ − Θ‖ / ‖Θ‖\\.$")
                .containsPattern("(?m)^weight_hh +\\S+ +\\S+ to \\S+")
                .containsPattern("(?m)^ *5 +\\S+ +\\S+ to \\S+");
    }
}
