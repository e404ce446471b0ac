package io.ntk.cli.figure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.cli.chart.DrawnSeries;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.estimators.metric.Metric;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.training.OptimizerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The study of coverage at a size that a test can afford. */
class CoverageFigureTest {
    private static final int SEEDS = 20;

    private static FigureSettings settings(int seeds, StudyScope scope) {
        return new FigureSettings(
                        "rnn_tanh",
                        new ProblemSizes(5, 5, 6, 3),
                        OptimizerKind.ADAM,
                        20,
                        3e-3,
                        1,
                        seeds,
                        new TreeMap<>(),
                        0)
                .withScope(scope);
    }

    private static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        return Figures.figure("coverage").make(runtime, settings);
    }

    private static List<String> column(FigureData data, String name) {
        int at = data.table().header().indexOf(name);
        return data.table().rows().stream().map(row -> row.get(at)).distinct().toList();
    }

    @Test
    void everyMethodThatSamplesAndEveryMetricIsHeldAgainstItsExactValue() {
        StudyScope scope =
                new StudyScope(List.of("flip-flop", "gru-outputs"), List.of(6, 20, 100), List.of(Precision.values()));
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("threads", "2"))) {
            FigureData data = make(runtime, settings(SEEDS, scope));

            assertThat(column(data, "network")).containsExactly("flip-flop", "gru-outputs");
            assertThat(column(data, "precision")).containsExactly("float32", "float64");
            assertThat(column(data, "samples")).containsExactly("6", "20", "100");
            assertThat(column(data, "quantity"))
                    .contains("alignment", "trace", "trace of the square")
                    .containsAll(
                            runtime.metrics().all().stream().map(Metric::name).toList());
            assertThat(column(data, "method"))
                    .contains("deflated", "hutch++", "xtrace", "metric")
                    .doesNotContain("exact", "naive");

            for (List<String> row : data.table().rows()) {
                List<Integer> runs = new ArrayList<>();
                for (String end : List.of("intervals", "exact", "withheld", "refused", "failed")) {
                    runs.add(Integer.parseInt(row.get(data.table().header().indexOf(end))));
                }
                assertThat(runs.stream().mapToInt(Integer::intValue).sum())
                        .as("%s", row)
                        .isEqualTo(SEEDS);
            }
            // 5 trials, 5 steps and 3 outputs are 75 rows, fewer than 100 samples.
            assertThat(data.table().rows())
                    .filteredOn(row ->
                            row.get(0).equals("gru-outputs") && row.get(4).equals("100"))
                    .filteredOn(row -> !row.get(3).equals("forward-only"))
                    .allSatisfy(row -> assertThat(row.get(data.table().header().indexOf("refused")))
                            .isEqualTo(String.valueOf(SEEDS)));
            // An interval that would never hold its value, or a reference of another quantity, would show here.
            assertThat(data.table().rows())
                    .filteredOn(row ->
                            row.get(3).equals("shared-sketch") && row.get(4).equals("20"))
                    .hasSize(4)
                    .allSatisfy(
                            row -> assertThat(Double.parseDouble(row.get(5))).isBetween(70.0, 100.0));
        }
    }

    @Test
    void itsSectionsAndPicturesSayWhatTheTableComesTo() {
        StudyScope scope = new StudyScope(List.of("untrained"), List.of(10, 40), List.of(Precision.FLOAT64));
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("threads", "1"))) {
            AtomicLong last = new AtomicLong();
            FigureSettings settings = settings(3, scope).withProgress((made, expected) -> {
                assertThat(made).isBetween(1L, expected);
                last.accumulateAndGet(expected - made, (a, b) -> b);
            });
            FigureData data = make(runtime, settings);

            assertThat(last).hasValue(0);
            assertThat(data.sections())
                    .extracting(FigureSection::title)
                    .containsExactly(
                            "Networks of the study of coverage",
                            "Coverage in float64",
                            "What the runs of each method came to",
                            "What is not as wanted");
            assertThat(data.sections().get(0).toText()).contains("two unrelated networks", "150");
            assertThat(data.sections().get(1).toMarkdown()).contains("| quantity | method | 10 | 40 |");
            assertThat(data.sections().get(3).text()).contains(" cells");
            assertThat(data.panels())
                    .extracting(Panel::name)
                    .containsExactly("networks", "alignment", "trace", "trace-of-the-square", "metrics");
            assertThat(DrawnSeries.of((LineChart) data.panels().get(1).chart()))
                    .extracting(DrawnSeries::name)
                    .contains("wanted", "deflated", "shared-sketch", "metric");
            data.panels()
                    .forEach(panel ->
                            assertThat(panel.chart().toSvg(Theme.LIGHT)).contains("<svg"));
        }
    }

    /** Seeds run side by side, and what they give does not depend on how many do. */
    @Test
    void theTableDoesNotDependOnTheNumberOfThreads() {
        StudyScope scope = new StudyScope(List.of("one-tensor"), List.of(20), List.of(Precision.FLOAT32));
        List<List<List<String>>> tables = new ArrayList<>();
        for (String threads : List.of("1", "3")) {
            try (NtkRuntime runtime = NtkRuntime.create(Map.of("threads", threads))) {
                tables.add(make(runtime, settings(4, scope)).table().rows());
            }
        }

        assertThat(tables.get(0)).isNotEmpty().isEqualTo(tables.get(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "lstm-final", "relu", "low-rank", "chaotic", "lazy"})
    void everyNetworkCanBeStudied(String name) {
        StudyScope scope = new StudyScope(List.of(name), List.of(6), List.of(Precision.FLOAT32));
        try (NtkRuntime runtime = NtkRuntime.create(Map.of("threads", "1"))) {
            FigureData data = make(runtime, settings(1, scope));

            assertThat(column(data, "network")).containsExactly(name);
            assertThat(column(data, "failed")).containsExactly("0");
            data.panels()
                    .forEach(panel ->
                            assertThat(panel.chart().toSvg(Theme.LIGHT)).contains("<svg"));
        }
    }
}
