package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --of} and {@code --with}: Θ, K = F Fᵀ and P Pᵀ, wherever an operator is asked for. */
class OperatorsTest {
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path page;
    private String file;
    private String model;

    @BeforeEach
    void golden() {
        cli = new CliFixture(folder);
        page = folder.resolve("page.html");
        file = MODELS.resolve("ctrnn_tau.npz").toString();
        model = " --cell rate_tau --precision float64 --inputs " + file + ":inputs";
    }

    private String run(String line) {
        Result result = cli.run(line + model);
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        return result.out();
    }

    private Map<String, Object> json(String line) {
        return ParsedJson.object(run(line + " --json"));
    }

    private double value(String line) {
        return (double) json(line).get("value");
    }

    private String refusal(String line) {
        Result result = cli.run(line + model);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").hasLineCount(1);
        return result.err();
    }

    /** The eigenvalues, or the squares of the singular values, sum to the trace, and their squares to that of the square. */
    @ParameterizedTest
    @CsvSource({"ntk, 1", "one-step, 1", "propagation, 2"})
    void tracesAreSumsOfSpectra(String of, int power) {
        String what = " --model " + file + ":before --of " + of;
        Map<String, Object> spectrum = json("spectrum --count 90 --samples 90" + what);
        double[] values = ((List<?>) spectrum.get("values"))
                .stream().mapToDouble(value -> Math.pow((double) value, power)).toArray();
        double trace = 0;
        double square = 0;
        for (double value : values) {
            trace += value;
            square += value * value;
        }
        assertThat(spectrum).containsEntry("of", of);
        assertThat(values).hasSize(90);
        Map<String, Object> found = json("trace --estimator naive --report " + page + what);
        assertThat(found).containsEntry("of", of);
        assertThat((double) found.get("value")).isCloseTo(trace, within(1e-9 * trace));
        assertThat(value("trace --estimator naive" + what + "-squared")).isCloseTo(square, within(1e-9 * square));
        assertThat(page).content().contains("Trace of " + of, "a matrix of order 90");
        if (!of.equals("propagation")) {
            assertThat(value("trace --estimator exact" + what)).isCloseTo(trace, within(1e-9 * trace));
            assertThat(value("trace --estimator exact" + what + "-squared")).isCloseTo(square, within(1e-9 * square));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"one-step", "propagation"})
    void otherOperatorsAreAlignedAndTracked(String of) throws Exception {
        String pair = "align --before " + file + ":before --after " + file + ":after --of " + of;
        Map<String, Object> exact = json(pair + " --estimator naive");
        Map<String, Object> sampled = json(pair + " --samples 60 --metric all --report " + page);
        double alignment = (double) exact.get("value");
        assertThat(exact).containsEntry("of", of).doesNotContainKey("with");
        assertThat(alignment)
                .isBetween(0.0, 1.0)
                .isNotCloseTo(
                        value("align --before " + file + ":before --after " + file + ":after --estimator naive"),
                        within(1e-3));
        assertThat((double) sampled.get("value"))
                .isCloseTo(alignment, within(5 * (double) sampled.get("standardError")));
        assertThat(sampled).containsKeys("distance", "norm", "cka");
        assertThat(run(pair + " --estimator naive"))
                .contains("channels\nalignment of " + of + " 0.")
                .contains("cross trace ");
        assertThat(page).content().contains("Alignment of " + (of.equals("one-step") ? "K" : "P Pᵀ"));

        Path run = Files.createDirectories(folder.resolve("run"));
        for (String step : List.of("0:before", "1:after")) {
            copy(step.substring(2) + ".", run.resolve("step-" + step.charAt(0) + ".npz"));
        }
        Map<String, Object> track = json("track " + run + " --samples 90 --probes orthonormal --of " + of);
        Map<?, ?> last = (Map<?, ?>) ((List<?>) track.get("checkpoints")).get(1);
        assertThat(track).containsEntry("of", of);
        assertThat((double) ((Map<?, ?>) last.get("alignment_first")).get("value"))
                .isCloseTo(alignment, within(1e-6));
        assertThat(run("track " + run + " --samples 6 --of " + of)).containsPattern("(?m)^of +the .* kernel ");
    }

    private void copy(String prefix, Path to) {
        try (ArrayFile arrays = ArrayFile.open(Path.of(file))) {
            cli.write(
                    folder.relativize(to).toString(),
                    arrays.names().stream()
                            .filter(name -> name.startsWith(prefix))
                            .map(name -> arrays.read(name).renamed(name.substring(prefix.length())))
                            .toList());
        }
    }

    /** K has tensors as Θ has, and exact knows its metrics. */
    @Test
    void oneStepKernelsHaveContributionsAndExactMetrics() {
        String pair = "align --before " + file + ":before --after " + file + ":after --of one-step --contributions ";
        Map<String, Object> exact = json(pair + "--metric all --estimator exact");
        Map<String, Object> sampled = json(pair + "--samples 60");
        double alignment = (double) exact.get("value");
        assertThat(1 - (double) ((Map<?, ?>) exact.get("misalignment")).get("value"))
                .isCloseTo(alignment, within(1e-12));
        for (Map<String, Object> one : List.of(exact, sampled)) {
            Map<?, ?> contributions = (Map<?, ?>) one.get("contributions");
            for (String parts : List.of("tensors", "steps")) {
                double sum = ((List<?>) contributions.get(parts))
                        .stream()
                                .mapToDouble(part -> (double) ((Map<?, ?>) part).get("value"))
                                .sum();
                assertThat(sum).isCloseTo((double) one.get("value"), within(1e-12));
            }
        }
        assertThat((double) sampled.get("value"))
                .isCloseTo(alignment, within(5 * (double) sampled.get("standardError")));
    }

    /** Without --after both operators are of one model, which is read once. */
    @Test
    void twoOperatorsOfOneModelAreCompared() {
        String line = "align --before " + file + ":before --with ";
        Map<String, Object> json = json(line + "propagation --estimator naive --report " + page);
        assertThat(json).containsEntry("of", "ntk").containsEntry("with", "propagation");
        assertThat((double) json.get("value")).isBetween(0.01, 0.99);
        assertThat((double) json.get("value"))
                .isCloseTo(value(line + "ntk --of propagation --estimator naive"), within(1e-12));
        assertThat(((List<?>) ((Map<?, ?>) json.get("model")).get("read"))).hasSize(1);
        assertThat(json(line.replace("--with", "--after " + file + ":before --with") + "propagation --estimator naive"))
                .containsEntry("value", json.get("value"));
        Map<String, Object> sampled = json(line + "propagation --samples 60");
        assertThat((double) sampled.get("value"))
                .isCloseTo((double) json.get("value"), within(5 * (double) sampled.get("standardError")));
        assertThat(run(line + "propagation --estimator naive"))
                .contains("channels\nalignment of ntk with propagation 0.");
        assertThat(json).doesNotContainKeys("cka", "weightChange");
        assertThat(page)
                .content()
                .contains("Alignment of Θ with P Pᵀ", "the propagation kernel P Pᵀ of one model are.");
    }

    @Test
    void theCentredAlignmentIsAskedForByName() {
        String line = "align --before " + file + ":before --after " + file + ":after --metric centred-alignment";
        double golden = 0.9324019870881448;
        for (String method : List.of("exact", "naive")) {
            Map<?, ?> centred =
                    (Map<?, ?>) json(line + " --estimator " + method).get("centredAlignment");
            assertThat((double) centred.get("value")).isCloseTo(golden, within(1e-9));
            assertThat(centred.get("errorKind")).isEqualTo("exact");
        }
        Map<String, Object> sampled = json(line + " --metric norm --samples 60");
        Map<?, ?> centred = (Map<?, ?>) sampled.get("centredAlignment");
        assertThat((double) centred.get("value")).isCloseTo(golden, within(5 * (double) centred.get("standardError")));
        assertThat(sampled).containsKey("norm");
        assertThat(json(line.replace("centred-alignment", "all")))
                .doesNotContainKey("centredAlignment")
                .containsKey("distance");
        assertThat(cli.run("estimators").out()).containsPattern("(?m)^centred-alignment +two kernels ");
    }

    @Test
    void whatCannotBeComparedIsRefused() {
        String before = "align --before " + file + ":before";
        assertThat(refusal(before)).contains("neither --after nor --with", "Give --after FILE");
        for (String same : List.of(" --with ntk", " --of propagation --with propagation")) {
            assertThat(refusal(before + same))
                    .contains("compares the operator of --of with itself.", "Give --after FILE");
        }
        assertThat(refusal(before + " --with one-step --observe final-state"))
                .contains("ntk acts on", "one-step on", "one space");
        assertThat(refusal(before + " --with propagtion")).contains("Did you mean 'propagation'?");
        assertThat(refusal(before + " --with propagation --estimator exact")).contains("P Pᵀ", "naive");
        assertThat(refusal(before + " --with one-step --estimator exact")).contains("one-step kernel", "naive");
        assertThat(refusal(before + " --with propagation --contributions")).contains("contributions", "P Pᵀ");
        assertThat(refusal("trace --of propagation --estimator exact --model " + file + ":before"))
                .contains("P Pᵀ", "naive");
    }
}
