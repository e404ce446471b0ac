package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.chart.Chart;
import io.ntk.cli.figure.Figure;
import io.ntk.cli.figure.FigureData;
import io.ntk.cli.figure.FigureSettings;
import io.ntk.cli.figure.Figures;
import io.ntk.cli.figure.StudyScope;
import io.ntk.cli.file.OutputFile;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.cli.report.Report;
import io.ntk.estimators.estimate.Progress;
import io.ntk.runtime.model.ProblemSizes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk figure}: the studies of the documentation, made again. */
@Grouped(OptionGroup.ESTIMATOR)
@Command(
        name = "figure",
        description = {
            "Make a figure of the documentation again.",
            "Its study is run, its table is printed, and its pictures are drawn. It trains the networks it needs.",
            "Figures: 1 (Hutch++), 2 (alignments), size (naive against matrix-free), lazy (output scale, width and"
                    + " initial weights), frozen (what a kernel predicts if it stays), interference (of two tasks), accuracy,"
                    + " coverage, tolerance, time, spectra (matrices of known spectra)."
        },
        footer = {
            "%nExamples:",
            "  ntk figure 2 --out figures",
            "  ntk figure lazy --seeds 5 --out figures --report lazy.html",
            "  ntk figure coverage --networks gru,relu --samples 20,100 --seeds 100"
        })
final class FigureCommand extends ComputingVerb {
    @Parameters(paramLabel = "NAME", completionCandidates = Candidates.FigureNames.class, description = "The figure.")
    private String name = "";

    @Grouped(OptionGroup.OUTPUT)
    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Write NAME.csv, NAME.md and the pictures, NAME-PANEL.svg, there. Default: print the table alone.")
    private @Nullable Path out;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description =
                    "Seeds of the probes; of lazy and interference, networks of each kind. Default: as published.")
    private @Nullable Integer seeds;

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--cell", paramLabel = "NAME", description = "The cell. Default: as published, rnn_tanh.")
    private @Nullable String cell;

    @Grouped(OptionGroup.MODEL)
    @Option(names = "--size", paramLabel = "B,T,H", description = "Trials, steps, hidden units. Default: as published.")
    private @Nullable String size;

    @Grouped(OptionGroup.TRAINING)
    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Training steps; of lazy, the most that it may take to reach its loss. Default: as published.")
    private @Nullable Integer trainingSteps;

    @Grouped(OptionGroup.TRAINING)
    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = {
                "The size of a training step; of lazy, the share of the loss that a step takes off, below 1; of frozen,"
                        + " that of the rate above which descent diverges.",
                "Default: as published."
            })
    private @Nullable Double learningRate;

    @Grouped(OptionGroup.TRAINING)
    @Option(
            names = "--init-scale",
            paramLabel = "S",
            description = "The factor on PyTorch's initial weights. Default: as published.")
    private @Nullable Double initialScale;

    @Option(
            names = "--peer-seconds",
            paramLabel = "M=S",
            split = ",",
            description =
                    "Of time: the seconds S that another program takes for a shared sketch of M samples, whose curve"
                            + " to add, such as 50=0.2,100=0.4.")
    private final Map<Integer, Double> peerSeconds = new LinkedHashMap<>();

    @Option(
            names = "--networks",
            paramLabel = "NAME",
            split = ",",
            description = {
                "Of coverage: the networks to study.",
                "Default: all, flip-flop, untrained, gru, gru-outputs, lstm, lstm-final, relu, low-rank, one-tensor,"
                        + " chaotic, lazy.",
                "--cell is the cell of flip-flop, untrained, chaotic and lazy."
            })
    private @Nullable List<String> networks;

    @Option(
            names = "--samples",
            paramLabel = "M",
            split = ",",
            description = "Of coverage: the numbers of samples, in ascending order. Default: 6,10,20,40,100.")
    private @Nullable List<Integer> samples;

    @Override
    void check() {
        super.check();
        if (!name.equals(Figures.COVERAGE) && (networks != null || samples != null)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Figure '" + name + "' was given --networks or --samples, which are options of figure coverage.",
                    "Leave them out.");
        }
    }

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        Figure figure = Figures.figure(name);
        if (out != null) {
            requireWritable(out, figure);
        }
        FigureSettings settings =
                settings(figure.defaults(), scope(figure.defaults().scope(), place), progress);
        FigureData data = figure.make(place.runtime(), settings);
        FigureReport found = new FigureReport(figure, data, settings, place);
        return show(found, progress);
    }

    /** Makes the folder, and refuses one that cannot be written to or has files of these names by others, before any work. */
    private void requireWritable(Path folder, Figure figure) {
        Path table = FigureReport.table(folder, figure);
        try {
            Files.createDirectories(folder);
            OutputFile.requireWritable("Table", table, List.of(), maker());
            OutputFile.requireWritable("Text", FigureReport.text(folder, figure), List.of(), maker());
            // Which panels there will be is known after the work.
            try (DirectoryStream<Path> pictures = Files.newDirectoryStream(folder, figure.name() + "-*.svg")) {
                pictures.forEach(picture -> Chart.requireWritable(picture, maker()));
            }
        } catch (IOException e) {
            throw OutputFile.unwritable("Table", table, e);
        }
    }

    /** How the tables of the figures begin; those of 1, 2, accuracy and time are of one kind. */
    @Override
    List<String> columns() {
        return List.of(
                "network,method,budget,applications,median error %,",
                "network,precision,quantity,method,samples,coverage %,",
                "method,tolerance reached %,true error below 1 %,",
                "spectrum,method,budget,mean error,",
                "hidden units,order n,parameters,method,seconds",
                "hidden units,output scale,initial scale,alignment,",
                "step,rich,\"rich, predicted\",",
                "seed,step,loss ");
    }

    @Override
    List<Runnable> files(Report report) {
        List<Runnable> files = new ArrayList<>();
        Path folder = out;
        if (folder != null && report instanceof FigureReport figure) {
            files.add(() -> figure.write(folder, maker()));
        }
        files.addAll(super.files(report));
        return files;
    }

    /** Both precisions, unless the command line asks for one. */
    private StudyScope scope(StudyScope published, Workplace place) {
        return new StudyScope(
                networks == null ? published.networks() : networks,
                samples == null ? published.samples() : samples,
                given("--precision") == null ? published.precisions() : List.of(place.precision()));
    }

    private FigureSettings settings(FigureSettings published, StudyScope scope, Progress progress) {
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
                published.timingSeconds(),
                scope,
                progress);
    }
}
