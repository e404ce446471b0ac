package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.NumericArray;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --out} writes says what {@code --json} prints, and who wrote it. */
class ResultFileTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private String models;
    private String options;

    @BeforeEach
    void model() {
        cli = new CliFixture(folder);
        Path file = GoldenCase.named("gru").writeNpz(folder);
        models = file + ":before " + file + ":after";
        options = " --cell gru --inputs " + file + ":inputs --precision float64";
    }

    /** Runs a verb twice for each ending: the second run replaces what the first made. */
    private Map<String, Object> write(String line) {
        String json = "";
        for (String ending : List.of("csv", "npz", "json")) {
            for (int run = 0; run < 2; run++) {
                Result result = cli.run(line + " --json --out " + folder.resolve("result." + ending));
                assertThat(result.err()).isEmpty();
                assertThat(result.exitCode()).isZero();
                json = result.out();
            }
        }
        String verb = line.substring(0, line.indexOf(' '));
        assertThat(folder.resolve("result.json")).hasContent("{\"made_by\":\"ntk " + verb + "\"," + json.substring(1));
        return ParsedJson.object(json);
    }

    private List<List<String>> table() throws IOException {
        return Files.readAllLines(folder.resolve("result.csv")).stream()
                .map(line -> List.of(line.split(",", -1)))
                .toList();
    }

    private NumericArray array(String name) {
        try (ArrayFile file = ArrayFile.open(folder.resolve("result.npz"))) {
            return file.read(name);
        }
    }

    @Test
    void ofAnAlignmentAndWhatIsBesideIt() throws IOException {
        String[] pair = models.split(" ", -1);
        Map<String, Object> json = write("align --before " + pair[0] + " --after " + pair[1] + options
                + " --samples 40 --distance --contributions");

        double value = (double) json.get("value");
        assertThat(array("alignment").shape()).isEmpty();
        assertThat(array("alignment").values()).containsExactly(value);
        assertThat(array("alignment_lower95").values())
                .containsExactly((double) ((List<?>) json.get("interval95")).get(0));
        assertThat(array("cross_trace").values())
                .containsExactly((double) ((Map<?, ?>) json.get("parts")).get("crossTrace"));
        assertThat(array("distance_standard_error").values()[0]).isPositive();
        List<List<String>> table = table();
        assertThat(table.get(0))
                .containsExactly(
                        "quantity",
                        "name",
                        "value",
                        "standard_error",
                        "lower95",
                        "upper95",
                        "error_kind",
                        "applications");
        assertThat(table.get(1).get(0)).isEqualTo("alignment");
        assertThat(Double.parseDouble(table.get(1).get(2))).isEqualTo(value);
        double[] tensors = array("tensor_contributions").values();
        assertThat(table.stream().filter(row -> row.get(0).equals("tensor")).map(row -> Double.valueOf(row.get(2))))
                .hasSize(tensors.length)
                .contains(tensors[0]);
    }

    @Test
    void ofAnExactTrace() throws IOException {
        Map<String, Object> json = write("trace --model " + models.split(" ", -1)[0] + options + " --estimator exact");

        assertThat(array("trace").values()).containsExactly((double) json.get("value"));
        assertThat(table()).hasSize(2);
        assertThat(table().get(1)).startsWith("trace", "ntk").contains("exact");
    }

    @Test
    void ofAComparison() throws IOException {
        Map<String, Object> json = write("compare " + models + options);

        NumericArray matrix = array("alignment");
        assertThat(matrix.shape()).containsExactly(2, 2);
        assertThat(matrix.values()[0]).isCloseTo(1, within(1e-12));
        assertThat(matrix.values()[1]).isEqualTo((double) ((List<?>) ((List<?>) json.get("values")).get(0)).get(1));
        assertThat(array("order").values()).containsExactly(0, 1);
        assertThat(table()).hasSize(4);
    }

    @Test
    void ofASpectrumWithItsVectors() throws IOException {
        Map<String, Object> json = write("spectrum --model " + models.split(" ", -1)[0] + options + " --count 3");

        Map<?, ?> model = (Map<?, ?>) json.get("model");
        NumericArray vectors = array("vectors");
        assertThat(vectors.shape().stream().map(Integer::doubleValue).toList())
                .isEqualTo(List.of(3.0, model.get("B"), model.get("T"), model.get("H")));
        int n = vectors.values().length / 3;
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int k = 0; k < n; k++) {
                    dot += vectors.values()[i * n + k] * vectors.values()[j * n + k];
                }
                assertThat(dot).isCloseTo(i == j ? 1 : 0, within(1e-9));
            }
        }
        assertThat(array("values").values()[0]).isEqualTo((double) ((List<?>) json.get("values")).get(0));
        assertThat(array("effective_dimension_time").values()[0]).isPositive();
        assertThat(table()).hasSize(4).first().isEqualTo(List.of("number", "value", "residual"));
    }

    @Test
    void ofATrackedRun() throws IOException {
        Path run = folder.resolve("run");
        cli.run("train --task flip-flop --cell gru --hidden 5 --trials 4 --time-steps 6 --steps 4 --save-every 2 --out "
                + run);
        Map<String, Object> json = write("track " + run + " --samples 6 --csv " + folder.resolve("track.csv"));

        assertThat(array("step").values()).containsExactly(0, 2, 4);
        Map<?, ?> last = (Map<?, ?>) ((List<?>) json.get("checkpoints")).get(2);
        assertThat(array("alignment_first").values()[2])
                .isEqualTo((double) ((Map<?, ?>) last.get("alignment_first")).get("value"));
        assertThat(folder.resolve("result.csv")).hasSameTextualContentAs(folder.resolve("track.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"result.txt", "result", "no/such.csv"})
    void refusesAFileThatCannotBeWrittenBeforeAnyWork(String name) {
        Result result = cli.run("compare " + models + options + " --out " + folder.resolve(name));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(name, name.startsWith("no") ? "Make the folder" : ".json, .csv or .npz");
    }
}
