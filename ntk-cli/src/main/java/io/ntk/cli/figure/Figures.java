package io.ntk.cli.figure;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.training.OptimizerKind;
import java.util.List;

/** The figures, by name. */
public final class Figures {
    /** The name of the study of coverage, which has options of its own. */
    public static final String COVERAGE = "coverage";

    private static final List<Figure> ALL = List.of(
            new Figure(
                    "1",
                    "Run time, estimate and relative error of Hutch++ against samples.",
                    FigureSettings.of(100, 10, 128, 20),
                    ApproachesFigure::traces),
            new Figure(
                    "2",
                    "Run time, estimate and relative error of alignments by three traces, shared sketch and deflation.",
                    FigureSettings.of(100, 10, 128, 100),
                    ApproachesFigure::alignments),
            new Figure(
                    "size",
                    "Run time against the number of hidden units: explicit Jacobian, exact, and matrix-free at 50 samples.",
                    FigureSettings.of(20, 10, 64, 3),
                    SizeFigure::make),
            new Figure(
                    "lazy",
                    "Alignment after training to one loss against output scale, width and initial weight scale.",
                    FigureSettings.of(100, 10, 256, 5).withInitialScale(1).withTraining(OptimizerKind.SGD, 2000, 0.05),
                    LazyFigure::make),
            new Figure(
                    "frozen",
                    "Loss of a rich and of a lazy network over gradient descent, and what a frozen kernel predicts.",
                    FigureSettings.of(50, 20, 256, 1)
                            .withCell("gru")
                            .withInitialScale(1)
                            .withTraining(OptimizerKind.SGD, 100, 0.25),
                    FrozenFigure::make),
            new Figure(
                    "interference",
                    "Cosine of the gradients of two tasks, and their losses, while one network learns both.",
                    FigureSettings.of(64, 30, 32, 3)
                            .withCell("gru")
                            .withInitialScale(1)
                            .withTraining(OptimizerKind.ADAM, 800, 3e-3),
                    InterferenceFigure::make),
            new Figure(
                    "accuracy",
                    "Error against operator applications for every method, on a trained and an untrained network.",
                    FigureSettings.of(100, 10, 128, 40),
                    AccuracyFigure::make),
            new Figure(
                    COVERAGE,
                    "Share of 95% intervals that hold the exact value, for every method and metric, on networks of many kinds.",
                    FigureSettings.of(20, 10, 12, 500).withInitialScale(1).withTraining(OptimizerKind.ADAM, 600, 3e-3),
                    CoverageFigure::make),
            new Figure(
                    "tolerance",
                    "Share of runs with a tolerance of 1% whose true error is below 1%, and what they spent.",
                    FigureSettings.of(100, 10, 128, 100),
                    ToleranceFigure::make),
            new Figure(
                    "time",
                    "Error of an alignment against its run time: deflated, shared sketch, and exact.",
                    FigureSettings.of(100, 10, 128, 24),
                    TimeFigure::make),
            new Figure(
                    "spectra",
                    "Mean error of every trace estimator on flat, polynomial, exponential and step spectra.",
                    FigureSettings.of(1, 2, 1, 200),
                    SpectraFigure::make));

    private Figures() {}

    /** {@return the names of the figures} */
    public static List<String> names() {
        return ALL.stream().map(Figure::name).toList();
    }

    /**
     * The figure of that name.
     *
     * @param name its name
     * @return the figure
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} with the closest name, if there is none
     */
    public static Figure figure(String name) {
        return ALL.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "There is no figure '" + name + "'.",
                        ClosestName.remedy(name, names())));
    }
}
