package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
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

/** Models of 5 and of 7 units on the same 4 trials of 6 steps, compared by kernels that have one shape for both. */
class CompareReducedTest {
    private static final String EXACT = " --reduce trial,time --estimator exact";

    @TempDir
    private Path folder;

    private CliFixture cli;
    private String small;
    private String trained;
    private String large;
    private String options;

    @BeforeEach
    void models() {
        cli = new CliFixture(folder);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        small = file + ":before";
        trained = file + ":after";
        large = cli.widerGru("large.npz");
        options = " --cell gru --inputs " + file + ":inputs --precision float64";
    }

    private Map<String, Object> json(String line) {
        Result result = cli.run(line + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    private double[] matrix(String model, String axes) throws IOException {
        Path out = folder.resolve("matrix.npz");
        cli.run("spectrum --model " + model + options + " --reduce " + axes + " --estimator exact --out " + out);
        try (ArrayFile arrays = ArrayFile.open(out)) {
            return arrays.read("matrix").values();
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double cosine(double[] a, double[] b) {
        return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    }

    /** Without the means of rows and columns. */
    private static double[] centred(double[] matrix) {
        int order = (int) Math.round(Math.sqrt(matrix.length));
        double[] means = new double[order];
        double mean = 0;
        for (int i = 0; i < matrix.length; i++) {
            means[i / order] += matrix[i] / order;
            mean += matrix[i] / matrix.length;
        }
        double[] centred = new double[matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            centred[i] = matrix[i] - means[i / order] - means[i % order] + mean;
        }
        return centred;
    }

    @SuppressWarnings("unchecked")
    private static double at(Map<?, ?> json, int i, int j) {
        return ((List<List<Double>>) json.get("values")).get(i).get(j);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial,time", "time", "sum:trial,time"})
    void givesTheAlignmentsOfTheReducedMatrices(String axes) throws IOException {
        double[] first = matrix(small, axes);
        double[] second = matrix(large, axes);
        Map<String, Object> json = json("compare " + small + " " + trained + " " + large + options + " --reduce " + axes
                + " --estimator exact --as-given");

        assertThat(json).containsEntry("metric", "alignment-matrix").containsKeys("cka", "weightChange");
        assertThat(json.get("reduction").toString()).contains("axes=[").contains("shape=[");
        assertThat(at(json, 0, 2)).isCloseTo(cosine(first, second), within(1e-12));
        assertThat(at(json, 0, 1)).isCloseTo(cosine(first, matrix(trained, axes)), within(1e-12));
        Map<?, ?> centred = (Map<?, ?>) json.get("centredAlignment");
        assertThat(at(centred, 2, 0)).isCloseTo(cosine(centred(first), centred(second)), within(1e-10));
        assertThat(at(centred, 2, 2)).isEqualTo(1);
    }

    @Test
    void alignGivesWhatCompareGives() {
        Map<String, Object> matrix = json("compare " + small + " " + large + options + EXACT + " --as-given");
        String line = "align --before " + small + " --after " + large + options + EXACT + " --metric centred-alignment";
        Map<String, Object> alone = json(line);

        assertThat((double) alone.get("value")).isCloseTo(at(matrix, 0, 1), within(1e-13));
        assertThat((double) ((Map<?, ?>) alone.get("centredAlignment")).get("value"))
                .isCloseTo(at((Map<?, ?>) matrix.get("centredAlignment"), 0, 1), within(1e-13));
        assertThat(alone.get("reduction").toString())
                .isEqualTo("{axes=[trial, time], shape=[4.0, 6.0], blocks=diagonal}");
        assertThat(alone).containsEntry("errorKind", "exact").containsKeys("parts", "cka");
        assertThat(cli.run(line).out()).contains("\nalignment of ntk reduced to trial,time ");
    }

    @Test
    void samplesWithAnInterval() {
        double exact = at(json("compare " + small + " " + large + options + EXACT + " --as-given"), 0, 1);
        String sampled = options + " --reduce trial,time --samples 100 --seed 2";
        Map<String, Object> matrix = json("compare " + small + " " + large + sampled + " --as-given");
        Map<String, Object> alone = json("align --before " + small + " --after " + large + sampled);

        assertThat(at(matrix, 0, 1)).isEqualTo((double) alone.get("value"));
        List<?> ends = (List<?>) alone.get("interval95");
        assertThat(exact).isBetween((double) ends.get(0), (double) ends.get(1));
        assertThat((double) alone.get("value")).isNotEqualTo(exact);
        assertThat(at(matrix, 1, 1)).isEqualTo(1);
    }

    /** A tanh network of 5 units too, so that whole kernels act on one space, though their cells differ. */
    @Test
    void comparesModelsOfDifferentCells() throws IOException {
        Path file = GoldenCase.named("rnn_tanh").writeNpz(folder);
        String cells = options.replace("--cell gru", "--cell gru --cell rnn_tanh");
        String both = small + " " + file + ":before";
        double[] first = matrix(small, "trial,time");
        Path out = folder.resolve("other.npz");
        cli.run("spectrum --model " + file + ":before" + options.replace("--cell gru", "--cell rnn_tanh") + " --reduce"
                + " trial,time --estimator exact --out " + out);
        double expected;
        try (ArrayFile arrays = ArrayFile.open(out)) {
            expected = cosine(first, arrays.read("matrix").values());
        }

        assertThat(at(json("compare " + both + cells + EXACT + " --as-given"), 0, 1))
                .isCloseTo(expected, within(1e-12));
        assertThat((double) json("align --before " + small + " --after " + file + ":before" + cells + EXACT)
                        .get("value"))
                .isCloseTo(expected, within(1e-12));
        assertThat(at(json("compare " + both + cells + " --as-given"), 0, 1)).isBetween(0.0, 1.0);
        refused(
                "compare " + both + " " + large + cells,
                "2 cells were given for 3 models. Give --cell once for all of");
        refused(
                "align --before " + small + " --after " + file + ":before" + cells,
                "2 cells were given: gru, rnn_tanh. Give --cell once.");
    }

    /** Operators of one model, reduced alike. */
    @Test
    void alignsOperatorsOfOneModel() {
        Map<String, Object> json = json("align --before " + small + " --with propagation" + options + EXACT);

        assertThat((double) json.get("value")).isBetween(0.01, 0.999);
        assertThat(json).containsEntry("of", "ntk").containsEntry("with", "propagation");
    }

    @Test
    void writesEveryForm() throws IOException {
        Path csv = folder.resolve("pairs.csv");
        Path npz = folder.resolve("out.npz");
        Path page = folder.resolve("page.html");
        Path pair = folder.resolve("pair.html");
        String line = "compare " + small + " " + large + options + EXACT;
        Result result = cli.run(line + " --csv " + csv + " --out " + npz + " --report " + page);
        cli.run("align --before " + small + " --after " + large + options + EXACT + " --report " + pair);

        assertThat(result.out())
                .contains("reduced to trial,time, the sum of the diagonal blocks over the other axes.")
                .containsPattern("(?m)^method +partial-trace, without random probes, seed 0")
                .containsPattern("(?m)^centred-alignment +\\(1\\) +\\(2\\)$");
        assertThat(Files.readAllLines(csv)).hasSize(4);
        assertThat(Files.readAllLines(csv).get(0)).contains(",alignment,", ",centred_alignment,", ",cka,");
        try (ArrayFile arrays = ArrayFile.open(npz)) {
            assertThat(arrays.read("alignment").shape()).containsExactly(2, 2);
            assertThat(arrays.read("centred_alignment").shape()).containsExactly(2, 2);
        }
        assertThat(page)
                .content()
                .contains("on the same inputs, reduced to trial,time, the sum of the diagonal", "Centred alignment");
        assertThat(pair).content().contains("Alignment of Θ reduced to trial,time");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--reduce unit|Kernels reduced to unit have different shapes, such as [unit: 5] and [unit: 7], and cannot be"
                        + " compared. Keep axes that have one size in all models, as in --reduce trial,time.",
                "--reduce step|There is no axis 'step' in [trial: 4, time: 6, unit: 5].",
                "--reduce time --tolerance 0.1|A tolerance was given, but the estimate of a reduced kernel cannot stop at one.",
                "--reduce time --estimator xtrace|Kernels are not reduced by 'xtrace'."
            })
    void refusesWhatCannotBeReducedAlike(String reduction, String message) {
        for (String line : List.of("compare " + small + " " + large, "align --before " + small + " --after " + large)) {
            refused(line + options + " " + reduction, message);
        }
    }

    @Test
    void refusesWhatReducedKernelsDoNotHave() {
        String pair = "align --before " + small + " --after " + trained + options + " --reduce time ";
        refused(pair + "--contributions", "Reduced kernels were asked for together with --contributions.");
        refused(pair + "--distance", "Reduced kernels were asked for together with --distance.");
        refused(pair + "--metric norm", "Reduced kernels were asked for together with --metric norm.");
        refused(
                "compare " + small + " " + trained + options + " --estimator exact",
                "Estimator 'exact' was given, but nothing to reduce.");
        CliFixture little = new CliFixture(folder, Map.of("NTK_MEMORY", "20k"));
        Result result = little.run("compare " + small + " " + large + options + EXACT);
        assertThat(result.err())
                .startsWith("error: A reduction to [trial: 4, time: 6], a matrix of order 24, needs 9216 bytes, but ")
                .hasLineCount(1);
    }

    private void refused(String line, String message) {
        Result result = cli.run(line);
        assertThat(result.exitCode()).as(line).isEqualTo(2);
        assertThat(result.err()).startsWith("error: " + message).hasLineCount(1);
    }
}
