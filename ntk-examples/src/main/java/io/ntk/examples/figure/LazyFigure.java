package io.ntk.examples.figure;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.examples.training.OptimizerKind;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;

/**
 * Lazy against rich learning: the alignment after training against the initial scale of the weights and the width. Trained
 * by gradient descent, for which the theory is: the steps of Adam do not become smaller in wider networks.
 */
final class LazyFigure implements Figure {
    private static final List<Double> SCALES = List.of(0.25, 0.5, 1.0, 1.5, 2.0);
    private static final int SAMPLES = 100;
    /** Widths are this many doublings below the one asked for, and up to it. */
    private static final int DOUBLINGS = 4;

    @Override
    public String name() {
        return "lazy";
    }

    @Override
    public String description() {
        return "Alignment after training against initial weight scale and against width.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(50, 10, 256, 1).withInitialScale(1).withTraining(OptimizerKind.SGD, 1000, 0.2);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = new FigureData.Rows(
                "hidden units", "initial scale", "alignment", "interval from", "interval to", "accuracy %");
        int middle = Math.max(1, settings.sizes().hiddenSize() >> 2);
        List<Double> byScale = new ArrayList<>();
        for (double scale : SCALES) {
            byScale.add(align(runtime, settings.withHidden(middle).withInitialScale(scale), rows));
        }
        List<Double> widths = new ArrayList<>();
        List<Double> byWidth = new ArrayList<>();
        for (int shift = DOUBLINGS; shift >= 0; shift--) {
            int hidden = Math.max(1, settings.sizes().hiddenSize() >> shift);
            widths.add((double) hidden);
            byWidth.add(align(runtime, settings.withHidden(hidden), rows));
        }
        return rows.with(List.of(
                new Panel(
                        "scale",
                        "Initial scale, " + middle + " units",
                        "initial weights relative to 1/√H",
                        "alignment after training",
                        true,
                        false,
                        List.of(new Curve("alignment", SCALES, byScale))),
                new Panel(
                        "width",
                        "Width, initial scale " + settings.initialScale(),
                        "hidden units",
                        "alignment after training",
                        true,
                        false,
                        List.of(new Curve("alignment", widths, byWidth)))));
    }

    private static double align(NtkRuntime runtime, FigureSettings settings, FigureData.Rows rows) {
        Networks.Trained trained = new Networks(runtime).trained(settings);
        try (Linearization before =
                        runtime.backend().linearize(trained.problems().before());
                Linearization after =
                        runtime.backend().linearize(trained.problems().after())) {
            int samples = (int) Math.min(SAMPLES, before.stateSpace().dimension());
            Estimate estimate = runtime.estimators()
                    .defaultAlignment()
                    .estimate(Kernel.of(before), Kernel.of(after), new EstimatorOptions(samples, 0))
                    .estimate();
            rows.add(
                    settings.sizes().hiddenSize(),
                    settings.initialScale(),
                    estimate.value(),
                    estimate.interval95().map(Interval::lower).orElse(Double.NaN),
                    estimate.interval95().map(Interval::upper).orElse(Double.NaN),
                    100 * trained.accuracy());
            return estimate.value();
        }
    }
}
