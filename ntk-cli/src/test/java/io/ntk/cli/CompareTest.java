package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.cli.chart.HeatMap;
import io.ntk.tck.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompareTest {
    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path file;
    private String models;
    private String options;

    @BeforeEach
    void models() {
        cli = new CliFixture(folder);
        file = GoldenCase.named("gru").writeNpz(folder);
        models = file + ":before " + file + ":after";
        options = " --cell gru --inputs " + file + ":inputs --precision float64";
    }

    private Map<String, Object> json(String line) {
        Result result = cli.run(line + " --json");
        assertThat(result.err()).isEmpty();
        return ParsedJson.object(result.out());
    }

    @SuppressWarnings("unchecked")
    private static List<List<Object>> rows(Map<String, Object> json, String name) {
        return (List<List<Object>>) json.get(name);
    }

    /** In JSON a name is itself, escaped once; elsewhere it is shown so that it cannot steer a terminal. */
    @Test
    void aNameWithControlCharactersIsGivenAsItIs() throws IOException {
        Path odd = Files.copy(file, folder.resolve("a\u001bb.npz"));
        String line = "compare " + odd + ":before " + odd + ":after" + options;
        Path plot = folder.resolve("odd.svg");

        assertThat(json(line).get("models")).isEqualTo(List.of("a\u001bb:before", "a\u001bb:after"));
        assertThat(cli.run(line + " --plot " + plot).out())
                .contains("a\\u001bb:before")
                .doesNotContain("\u001b");
        assertThat(plot).content().doesNotContain("\u001b");
    }

    @Test
    void givesEachPairWhatAlignGivesIt() {
        Map<String, Object> json = json("compare " + models + options + " --samples 40 --seed 3");
        Map<String, Object> alone = json(
                "align --before " + file + ":before --after " + file + ":after" + options + " --samples 40 --seed 3");

        assertThat(json.get("models")).isEqualTo(List.of("gru:before", "gru:after"));
        assertThat((double) rows(json, "values").get(0).get(1)).isCloseTo((double) alone.get("value"), within(1e-12));
        assertThat(rows(json, "values").get(1))
                .isEqualTo(List.of(rows(json, "values").get(0).get(1), 1.0));
        assertThat((double) rows(json, "standardErrors").get(0).get(1))
                .isCloseTo((double) alone.get("standardError"), within(1e-12));
        assertThat(rows(json, "standardErrors").get(0).get(0)).isEqualTo(0.0);
        assertThat((List<?>) rows(json, "intervals95").get(0).get(1)).hasSize(2);
        assertThat(json).containsEntry("metric", "alignment-matrix").containsEntry("samples", 40.0);
    }

    /** Kernels have no negative alignments, so no colour is kept for misalignments above 1. */
    @Test
    void mapsUseTheColoursOfWhatCanBe() throws IOException {
        Path page = folder.resolve("page.html");
        Map<String, Object> json = json("compare " + models + options + " --report " + page);

        double[][] misalignments = square(json.get("misalignment"));
        List<String> names = List.of("gru:before", "gru:after");
        assertThat(page)
                .content()
                .contains(new HeatMap("Misalignment of 2 models", names, names, misalignments, 0, 1).toInlineSvg());
    }

    @SuppressWarnings("unchecked")
    private static double[][] square(Object metric) {
        return rows((Map<String, Object>) metric, "values").stream()
                .map(row -> row.stream().mapToDouble(value -> (double) value).toArray())
                .toArray(double[][]::new);
    }

    @Test
    void theMatrixOfAllProbesHoldsTheExactAlignment() {
        Map<String, Object> json = json("compare " + models + options + " --samples 120 --probes orthonormal");

        assertThat((double) rows(json, "values").get(0).get(1))
                .isCloseTo(GoldenCase.named("gru").fact("alignment"), within(1e-9));
    }

    @Test
    void putsLikeBesideLikeUnlessTold() {
        String mixed = file + ":before " + file + ":after " + file + ":before";

        Map<String, Object> clustered = json("compare " + mixed + options);
        Map<String, Object> given = json("compare " + mixed + options + " --as-given");

        assertThat((List<?>) clustered.get("references"))
                .isEqualTo(List.of(file + ":before", file + ":before", file + ":after"));
        assertThat((List<?>) given.get("references"))
                .isEqualTo(List.of(file + ":before", file + ":after", file + ":before"));
        assertThat(given.get("models").toString()).contains("#1", "#3");
        assertThat((double) rows(clustered, "values").get(0).get(1)).isCloseTo(1, within(1e-12));
    }

    @Test
    void printsTablesForPeople() {
        Result result = cli.run("compare " + models + options);

        assertThat(result.out())
                .containsPattern("(?m)^alignment +\\(1\\) +\\(2\\)$")
                .containsPattern("(?m)^\\(1\\) gru:before +1 +0\\.\\d+$")
                .containsPattern("(?m)^gru:before +gru:after +0\\.\\d+ +0\\.\\d+ to 0\\.\\d+")
                .contains("deflated, 100 applications of each operator, seed 0");
        assertThat(cli.run("compare " + models + options + " --quiet").out())
                .hasLineCount(2)
                .startsWith("1.0 0.");
    }

    @Test
    void writesACsvAndAPicture() throws IOException {
        Path csv = folder.resolve("pairs.csv");
        Path plot = folder.resolve("map.svg");
        Path dark = folder.resolve("map.png");

        Result result = cli.run("compare " + models + options + " --csv " + csv + " --plot " + plot);
        cli.run("compare " + models + options + " --dark --plot " + dark);

        assertThat(result.err()).isEmpty();
        List<String> lines = Files.readAllLines(csv);
        assertThat(lines)
                .hasSize(4)
                .allMatch(line -> line.split(",", -1).length == lines.get(0).split(",", -1).length);
        assertThat(lines.get(0))
                .startsWith("model_a,model_b,alignment,standard_error,lower95,upper95,")
                .contains(",effective_dimension_a,", ",effective_dimension_b,")
                .contains(",distance,distance_standard_error,distance_lower95,distance_upper95,distance_reverse,");
        assertThat(lines.get(1)).startsWith("gru:before,gru:before,1.0,0.0,1.0,1.0,");
        assertThat(lines.get(2)).matches("gru:before,gru:after(,\\d\\.\\d+(E-\\d+)?){4},.*");
        assertThat(plot).content().contains("<svg", "aria-label=\"Alignment of 2 models\"");
        assertThat(dark).isNotEmptyFile();
    }

    /** What is defined is given, and what is not is named. */
    @Test
    void modelsOfDifferentSizesAreComparedByTheirStates() throws IOException {
        String line = "compare " + models + " " + cli.widerGru("wider.npz") + options + " --as-given";
        Path csv = folder.resolve("pairs.csv");
        Path npz = folder.resolve("out.npz");
        Path page = folder.resolve("page.html");
        Map<String, Object> json = json(line + " --csv " + csv + " --out " + npz + " --report " + page);
        Map<String, Object> alike = json("compare " + models + options + " --as-given");

        assertThat(json.get("notDefined")).isEqualTo(List.of("alignment", "distance", "misalignment"));
        assertThat(json).doesNotContainKeys("values", "distance");
        List<List<Object>> cka = rows(json, "cka");
        assertThat(cka).hasSize(3);
        assertThat(cka.get(0).get(1)).isEqualTo(rows(alike, "cka").get(0).get(1));
        assertThat((double) cka.get(0).get(2)).isBetween(0.001, 0.999).isEqualTo((double)
                cka.get(2).get(0));
        assertThat((List<?>) json.get("participationRatio")).hasSize(3);
        assertThat((List<?>) json.get("effectiveDimension")).hasSize(3);
        List<?> change = (List<?>) ((Map<?, ?>) json.get("weightChange")).get("weight_hh");
        assertThat(((List<?>) change.get(0)).get(2)).isNull();
        assertThat(((List<?>) change.get(0)).get(1)).isNotNull();
        assertThat(Files.readAllLines(csv)).hasSize(7);
        assertThat(Files.readAllLines(csv).get(0)).contains(",norm_a,", ",cka,");
        assertThat(page).content().contains("not defined", "aria-label=\"CKA of 3 models\"");
        assertThat(npz).isNotEmptyFile();

        assertThat(cli.run(line).out())
                .containsPattern(
                        "(?m)^note +The kernels of models of different sizes .* alignment, distance, misalignment")
                .containsPattern("(?m)^wider +\\d");
        assertThat(cli.run(line + " --quiet").out()).hasLineCount(3).startsWith("1.0 0.");
        Map<String, Object> clustered =
                json("compare " + file + ":before " + cli.widerGru("wider.npz") + " " + file + ":before" + options);
        assertThat((List<?>) clustered.get("references"))
                .isEqualTo(List.of(
                        file + ":before",
                        file + ":before",
                        folder.resolve("wider.npz").toString()));
    }

    @Test
    void refusesWhatCannotBeCompared() {
        assertThat(refusal("compare " + file + ":before" + options)).contains("Only one model was given");
        assertThat(refusal("compare" + options)).contains("FILE[:PREFIX]");
        assertThat(refusal("compare " + models + options + " --plot map.gif"))
                .contains("Picture 'map.gif' is of no known kind. Give a name that ends in .svg or .png.");
        assertThat(refusal("compare " + models + options + " --tolerance 0.1")).contains("cannot stop at one");
        assertThat(refusal("compare " + models + options + " --csv " + folder.resolve("no/such.csv")))
                .contains("cannot be written");
    }

    private String refusal(String line) {
        Result result = cli.run(line);
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: ").hasLineCount(1);
        return result.err();
    }
}
