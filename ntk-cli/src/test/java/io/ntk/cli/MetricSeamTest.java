package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.cli.CliFixture.Result;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.metric.Means;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.Metrics;
import io.ntk.estimators.metric.Statistic;
import io.ntk.io.arrays.ArrayFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A metric that no verb knows is shown by all of them, in every form. */
class MetricSeamTest {
    /** Tr(ΘΘ′) / Tr(Θ²): the growth along Θ. */
    private static final class Growth extends Metric {
        Growth() {
            super(
                    "toy-growth",
                    "Toy growth",
                    "How much a kernel grew along itself.",
                    new Interval(0, Double.POSITIVE_INFINITY),
                    Statistic.INNER_PRODUCT,
                    Statistic.SQUARED_NORM);
        }

        @Override
        protected double value(Means means) {
            return means.ratio(Statistic.INNER_PRODUCT, Statistic.SQUARED_NORM);
        }
    }

    /** Tr(Θ). */
    private static final class Size extends Metric {
        Size() {
            super(
                    "toy-size",
                    "Toy size",
                    "The trace of a kernel.",
                    new Interval(0, Double.POSITIVE_INFINITY),
                    Statistic.QUADRATIC_FORM);
        }

        @Override
        protected double value(Means means) {
            return means.mean(Statistic.QUADRATIC_FORM);
        }
    }

    @TempDir
    private Path folder;

    private CliFixture cli;
    private Path page;
    private String pair;
    private String options;

    @BeforeEach
    void register() {
        List<Metric> metrics = new ArrayList<>(Metrics.standard().all());
        metrics.addAll(List.of(new Growth(), new Size()));
        cli = new CliFixture(folder).with(new Metrics(metrics));
        page = folder.resolve("page.html");
        pair = cli.golden("gru");
        options = " --samples 40 --precision float64 --json --report " + page + " --out ";
    }

    /** Runs a verb for each kind of file; {@return what it printed} */
    private Map<String, Object> everyForm(String line) {
        String json = "";
        for (String ending : List.of("csv", "npz", "json")) {
            Result result = cli.run(line + options + folder.resolve("result." + ending));
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            json = result.out();
        }
        Map<String, Object> written = new HashMap<>(ParsedJson.object(contents("result.json")));
        assertThat(written.remove("made_by")).isEqualTo("ntk " + line.substring(0, line.indexOf(' ')));
        assertThat(written).isEqualTo(ParsedJson.object(json));
        assertThat(page).content().contains("Toy growth", "How much a kernel grew along itself.");
        return ParsedJson.object(json);
    }

    private String contents(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double[] array(String name) {
        try (ArrayFile file = ArrayFile.open(folder.resolve("result.npz"))) {
            return file.read(name).values();
        }
    }

    private List<String> csv() throws IOException {
        return Files.readAllLines(folder.resolve("result.csv"));
    }

    private static double value(Object estimate) {
        return (double) ((Map<?, ?>) estimate).get("value");
    }

    @Test
    void alignShowsIt() throws IOException {
        Map<String, Object> json = everyForm("align --cell gru --metric toy-growth --metric toy-size " + pair);

        double growth = value(json.get("toyGrowth"));
        Map<?, ?> parts = (Map<?, ?>) json.get("parts");
        assertThat(growth).isBetween(0.5, 2.0);
        assertThat((double) parts.get("crossTrace") / (double) parts.get("squaredFrobeniusBefore"))
                .isCloseTo(growth, within(0.5));
        assertThat(array("toy_growth")).containsExactly(growth);
        double size = value(((Map<?, ?>) json.get("toySize")).get("after"));
        assertThat(array("toy_size_after")).containsExactly(size);
        assertThat(csv()).anyMatch(line -> line.startsWith("toy_growth,," + growth));
        assertThat(csv()).anyMatch(line -> line.startsWith("toy_size,after," + size));
        assertThat(page).content().contains("<td>Toy size</td>");
    }

    @Test
    void compareShowsIt() throws IOException {
        Path file = folder.resolve("gru.npz");
        Map<String, Object> json = everyForm(
                "compare " + file + ":before " + file + ":after --as-given --cell gru --inputs " + file + ":inputs");

        List<?> row = (List<?>) ((List<?>) ((Map<?, ?>) json.get("toyGrowth")).get("values")).get(0);
        assertThat(row).hasSize(2);
        assertThat(array("toy_growth")).hasSize(4).contains((double) row.get(1));
        assertThat(array("toy_size")).hasSize(2).contains(value(((List<?>) json.get("toySize")).get(1)));
        assertThat(csv().get(0)).contains(",toy_growth,", ",toy_growth_reverse,", ",toy_size_a,", ",toy_size_b,");
        assertThat(page).content().contains("aria-label=\"Toy growth of 2 models\"", ">toy-size</th>");
    }

    @Test
    void trackShowsIt() throws IOException {
        Path run = folder.resolve("run");
        assertThat(cli.run("train --task flip-flop --cell gru --hidden 5 --trials 4 --time-steps 6 --steps 4"
                                + " --save-every 2 --track-every 2 --out " + run)
                        .err())
                .isEmpty();
        Map<String, Object> json = everyForm("track " + run);

        Map<?, ?> last = (Map<?, ?>) ((List<?>) json.get("checkpoints")).get(2);
        assertThat(array("toy_growth_first")[2]).isEqualTo(value(last.get("toy_growth_first")));
        assertThat(array("toy_size")[2]).isEqualTo(value(last.get("toy_size")));
        assertThat(csv().get(0)).contains(",toy_growth_first,", ",toy_size,");
        assertThat(Files.readAllLines(run.resolve("track.csv")).get(0)).isEqualTo(csv().get(0));
        assertThat(page).content().contains("aria-label=\"Toy growth\"", "aria-label=\"Toy size\"", ">toy-size</th>");
        assertThat(cli.run("track " + run + " --samples 40").out()).contains("toy-growth", "toy-size");
    }

    @Test
    void estimatorsListsIt() {
        assertThat(cli.run("estimators").out())
                .containsPattern("(?m)^toy-growth +two kernels +0 +Infinity +How much a kernel grew along itself\\.$");
        assertThat(ParsedJson.object(cli.run("estimators --json").out())
                        .get("metrics")
                        .toString())
                .contains("name=toy-size", "of=one kernel", "range=[0.0, null]");
    }
}
