package io.ntk.cli.figure;

import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.training.CentredDescent;
import io.ntk.training.OptimizerKind;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.TreeMap;

/**
 * Lazy against rich learning: the alignment after training to one and the same loss, against the scale of the outputs, the
 * width and the scale of the initial weights. Theory: learning is lazy where α√H is large (Geiger, Spigler, Jacot and Wyart,
 * Disentangling feature and lazy training in deep neural networks, J. Stat. Mech. 2020).
 */
final class LazyFigure implements Figure {
    private static final List<Double> OUTPUT_SCALES = List.of(0.1, 0.3, 1.0, 3.0, 10.0);
    private static final List<Double> INITIAL_SCALES = List.of(0.25, 0.5, 1.0, 2.0, 4.0);
    /** Widths are this many doublings below the one asked for, and up to it. */
    private static final int DOUBLINGS = 4;
    /** Of the loss of an answer of zero, which is 1. */
    private static final double FINAL_LOSS = 0.1;

    private static final int SAMPLES = 100;

    @Override
    public String name() {
        return "lazy";
    }

    @Override
    public String description() {
        return "Alignment after training to one loss against output scale, width and initial weight scale.";
    }

    @Override
    public FigureSettings defaults() {
        return new FigureSettings(
                "rnn_tanh", new ProblemSizes(100, 10, 256, 3), OptimizerKind.SGD, 2000, 0.05, 1, 5, new TreeMap<>());
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = new FigureData.Rows(
                "hidden units",
                "output scale",
                "initial scale",
                "alignment",
                "least",
                "greatest",
                "reached the loss",
                "steps",
                "accuracy %");
        FigureSettings middle = settings.withHidden(Math.max(1, settings.sizes().hiddenSize() >> 2));
        Line outputs = new Line();
        for (double scale : OUTPUT_SCALES) {
            outputs.add(scale, alignments(runtime, middle, scale, rows));
        }
        Line widths = new Line();
        for (int shift = DOUBLINGS; shift >= 0; shift--) {
            int hidden = Math.max(1, settings.sizes().hiddenSize() >> shift);
            widths.add(hidden, alignments(runtime, settings.withHidden(hidden), 1, rows));
        }
        Line weights = new Line();
        for (double scale : INITIAL_SCALES) {
            weights.add(scale, alignments(runtime, middle.withInitialScale(scale), 1, rows));
        }
        String units = ", " + middle.sizes().hiddenSize() + " units";
        return rows.with(List.of(
                outputs.panel("output", "Output scale" + units, "output scale α"),
                widths.panel("width", "Width", "hidden units"),
                weights.panel("weights", "Initial weights" + units, "initial scale, 1: variance 1 / fan-in")));
    }

    /** Alignments of the networks of all seeds. */
    private static DoubleSummaryStatistics alignments(
            NtkRuntime runtime, FigureSettings settings, double outputScale, FigureData.Rows rows) {
        DoubleSummaryStatistics alignments = new DoubleSummaryStatistics();
        DoubleSummaryStatistics steps = new DoubleSummaryStatistics();
        DoubleSummaryStatistics accuracies = new DoubleSummaryStatistics();
        for (int seed = 0; seed < settings.seeds(); seed++) {
            Networks networks = new Networks(runtime);
            CentredDescent training = networks.centred(settings, outputScale, seed);
            Problem before = networks.observed(training);
            if (reaches(training, settings.trainingSteps())) {
                alignments.accept(align(runtime, before, networks.observed(training)));
                steps.accept(training.completedSteps());
                accuracies.accept(100 * training.accuracy());
            }
        }
        boolean any = alignments.getCount() > 0;
        rows.add(
                settings.sizes().hiddenSize(),
                outputScale,
                settings.initialScale(),
                any ? alignments.getAverage() : Double.NaN,
                any ? alignments.getMin() : Double.NaN,
                any ? alignments.getMax() : Double.NaN,
                alignments.getCount() + " of " + settings.seeds(),
                any ? steps.getAverage() : Double.NaN,
                any ? accuracies.getAverage() : Double.NaN);
        return alignments;
    }

    private static boolean reaches(CentredDescent training, int mostSteps) {
        while (training.loss() > FINAL_LOSS) {
            if (training.completedSteps() == mostSteps || !training.step()) {
                return false;
            }
        }
        return true;
    }

    private static double align(NtkRuntime runtime, Problem before, Problem after) {
        AlignmentEstimator method = runtime.estimators().defaultAlignment();
        try (Linearization first = runtime.backend().linearize(before);
                Linearization last = runtime.backend().linearize(after)) {
            int samples = (int) Math.min(SAMPLES, first.observationSpace().dimension());
            return method.estimate(Kernel.of(first), Kernel.of(last), EstimatorOptions.samples(samples))
                    .value();
        }
    }

    /** Means over seeds, in a band from the least to the greatest. */
    private static final class Line {
        private final List<Double> x = new ArrayList<>();
        private final List<Double> y = new ArrayList<>();
        private final List<Double> lower = new ArrayList<>();
        private final List<Double> upper = new ArrayList<>();

        void add(double place, DoubleSummaryStatistics found) {
            if (found.getCount() > 0) {
                x.add(place);
                y.add(found.getAverage());
                lower.add(found.getMin());
                upper.add(found.getMax());
            }
        }

        Panel panel(String name, String title, String xTitle) {
            return new Panel(
                    name,
                    title,
                    xTitle,
                    "alignment after training",
                    true,
                    false,
                    List.of(new Curve("mean of the seeds", x, y, lower, upper)));
        }
    }
}
