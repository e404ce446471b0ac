package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.cli.chart.LineChart;
import io.ntk.cli.chart.Theme;
import io.ntk.cli.figure.Curve;
import io.ntk.cli.figure.Figure;
import io.ntk.cli.figure.FigureData;
import io.ntk.cli.figure.FigureSettings;
import io.ntk.cli.figure.Figures;
import io.ntk.cli.figure.Panel;
import io.ntk.cli.report.HtmlPage;
import io.ntk.cli.report.ResultFile;
import io.ntk.cli.report.Table;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk figure}: the studies of the documentation, made again. */
@Command(
        name = "figure",
        description = {
            "Make a figure of the documentation: run its study, print its table, and draw it.",
            "It trains the networks it needs. Figures: 1 (Hutch++), 2 (alignments), size (naive against matrix-free), lazy",
            "(output scale, width and initial weights), accuracy, coverage, tolerance, time, spectra (matrices of known spectra)."
        },
        footer = {
            "%nExamples:",
            "  ntk figure 2 --out figures",
            "  ntk figure lazy --seeds 5 --out figures --report lazy.html"
        })
public final class FigureCommand implements Callable<Integer> {
    private final Session session;

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    @Mixin
    private final ReportOptions report = new ReportOptions();

    @Parameters(paramLabel = "NAME", description = "The figure.")
    private String name = "";

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Write NAME.csv and the pictures, NAME-PANEL.svg, there. Default: print the table alone.")
    private @Nullable Path out;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Seeds of the probes; of lazy, networks of each kind. Default: as published.")
    private @Nullable Integer seeds;

    @Option(names = "--cell", paramLabel = "NAME", description = "The cell. Default: as published, rnn_tanh.")
    private @Nullable String cell;

    @Option(names = "--size", paramLabel = "B,T,H", description = "Trials, steps, hidden units. Default: as published.")
    private @Nullable String size;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Training steps; of lazy, the most that it may take to reach its loss. Default: as published.")
    private @Nullable Integer trainingSteps;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = {
                "The size of a training step; of lazy, the share of the loss that a step takes off, below 1.",
                "Default: as published."
            })
    private @Nullable Double learningRate;

    @Option(
            names = "--init-scale",
            paramLabel = "S",
            description = "The factor on PyTorch's initial weights. Default: as published.")
    private @Nullable Double initialScale;

    @Option(
            names = "--peer-seconds",
            paramLabel = "M=S",
            split = ",",
            description = {
                "Of time: the seconds S that another program takes for a shared sketch of M samples, whose curve to add,",
                "such as 50=0.2,100=0.4."
            })
    private final Map<Integer, Double> peerSeconds = new LinkedHashMap<>();

    /**
     * Makes the verb.
     *
     * @param session where it runs
     */
    public FigureCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Figure figure = Figures.figure(name);
        FigureSettings settings = settings(figure.defaults());
        boolean wanted = report.wanted();
        try (NtkRuntime runtime = session.runtime(engine.settings())) {
            FigureData data = figure.make(runtime, settings);
            if (out != null) {
                write(out, data);
            }
            output.print(session, json(data), () -> table(data).toString());
            if (wanted) {
                AutodiffBackend backend = runtime.backend();
                Precision precision = runtime.configuration().precision();
                String seedsUsed = settings.seeds() == 1 ? "0" : "0 to " + (settings.seeds() - 1);
                report.write(
                        page(figure, data),
                        report.rerun(backend, precision),
                        ReportOptions.facts(backend, precision, seedsUsed, Map.of("network", settings.label())),
                        List.of());
            }
        }
        return 0;
    }

    private FigureSettings settings(FigureSettings published) {
        return new FigureSettings(
                cell == null ? published.cell() : cell,
                size == null
                        ? published.sizes()
                        : Sizes.parse(size + "," + published.sizes().inputSize()),
                published.optimizer(),
                trainingSteps == null ? published.trainingSteps() : trainingSteps,
                learningRate == null ? published.learningRate() : learningRate,
                initialScale == null ? published.initialScale() : initialScale,
                seeds == null ? published.seeds() : seeds,
                new TreeMap<>(peerSeconds));
    }

    private void write(Path folder, FigureData data) {
        Path file = folder.resolve(name + ".csv");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Table '" + file + "' cannot be written: " + e + ".",
                    "Give an --out folder that may be written to.",
                    e);
        }
        ResultFile.writeTable(file, data.columns(), data.rows());
        for (Panel panel : data.panels()) {
            chart(panel).write(folder.resolve(name + "-" + panel.name() + ".svg"), Theme.LIGHT);
        }
    }

    private static LineChart chart(Panel panel) {
        LineChart chart = new LineChart(panel.title(), panel.xTitle(), panel.yTitle());
        if (panel.logarithmicX()) {
            chart.logarithmicX();
        }
        if (panel.logarithmicY()) {
            chart.logarithmicY();
        }
        for (Curve curve : panel.curves()) {
            if (curve.isLevel()) {
                chart.level(curve.name(), curve.y().get(0));
            } else if (curve.isBand()) {
                chart.band(
                        curve.name(),
                        numbers(curve.x()),
                        numbers(curve.y()),
                        numbers(curve.lower()),
                        numbers(curve.upper()));
            } else {
                chart.line(curve.name(), numbers(curve.x()), numbers(curve.y()));
            }
        }
        return chart;
    }

    private static double[] numbers(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static HtmlPage page(Figure figure, FigureData data) {
        HtmlPage page = new HtmlPage("Figure " + figure.name());
        page.text(figure.description());
        data.panels().forEach(panel -> page.chart(chart(panel), panel.title() + "."));
        return page.section("All numbers").table(table(data));
    }

    private static Table table(FigureData data) {
        Table table = new Table(data.columns().toArray(new String[0]));
        data.rows().forEach(row -> table.row(row.toArray(new String[0])));
        return table;
    }

    private Map<String, Object> json(FigureData data) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("figure", name);
        json.put("columns", data.columns());
        json.put("rows", data.rows());
        return json;
    }
}
