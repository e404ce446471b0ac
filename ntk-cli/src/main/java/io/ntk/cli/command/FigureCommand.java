package io.ntk.cli.command;

import io.ntk.cli.figure.Figure;
import io.ntk.cli.figure.FigureData;
import io.ntk.cli.figure.FigureSettings;
import io.ntk.cli.figure.Figures;
import io.ntk.runtime.model.ProblemSizes;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk figure}: the studies of the documentation, made again. */
@Command(
        name = "figure",
        description = {
            "Make a figure of the documentation again.",
            "Its study is run, its table is printed, and its pictures are drawn. It trains the networks it needs. Figures: 1 (Hutch++), 2 (alignments), size (naive against matrix-free), lazy",
            "(output scale, width and initial weights), accuracy, coverage, tolerance, time, spectra (matrices of known spectra)."
        },
        footer = {
            "%nExamples:",
            "  ntk figure 2 --out figures",
            "  ntk figure lazy --seeds 5 --out figures --report lazy.html"
        })
final class FigureCommand extends ComputingVerb {
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

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Figure figure = Figures.figure(name);
        FigureSettings settings = settings(figure.defaults());
        FigureData data = figure.make(place.runtime(), settings);
        FigureReport found = new FigureReport(figure, data, settings, place);
        if (out != null) {
            found.write(out);
        }
        return show(found, progress);
    }

    private FigureSettings settings(FigureSettings published) {
        return new FigureSettings(
                cell == null ? published.cell() : cell,
                size == null
                        ? published.sizes()
                        : ProblemSizes.parse(size + "," + published.sizes().inputSize()),
                published.optimizer(),
                trainingSteps == null ? published.trainingSteps() : trainingSteps,
                learningRate == null ? published.learningRate() : learningRate,
                initialScale == null ? published.initialScale() : initialScale,
                seeds == null ? published.seeds() : seeds,
                new TreeMap<>(peerSeconds),
                published.timingSeconds());
    }
}
