package io.ntk.cli.figure;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.List;

/** Run time as the network grows: the explicit Jacobian against methods that need none. */
final class SizeFigure implements Figure {
    /** Powers of two up to the size asked for, from here. */
    private static final int FIRST = 8;

    private static final int SAMPLES = 50;

    @Override
    public String name() {
        return "size";
    }

    @Override
    public String description() {
        return "Run time against the number of hidden units: explicit Jacobian, exact, and matrix-free at 50 samples.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(20, 10, 64, 3);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = new FigureData.Rows("hidden units", "order n", "parameters", "method", "seconds");
        List<Curve> curves = new ArrayList<>();
        for (String name : List.of("naive", "exact", "deflated", "shared-sketch")) {
            AlignmentEstimator method = runtime.estimators().alignment(name);
            List<Double> hidden = new ArrayList<>();
            List<Double> seconds = new ArrayList<>();
            for (int units = FIRST; units <= settings.sizes().hiddenSize(); units *= 2) {
                BeforeAfter pair = new Networks(runtime).untrained(settings.withHidden(units));
                double time = Medians.seconds(settings.seeds(), () -> align(runtime, pair, method));
                hidden.add((double) units);
                seconds.add(time);
                rows.add(
                        units,
                        pair.before().observedShape().size(),
                        pair.before().selectedLayout().size(),
                        name,
                        time);
            }
            curves.add(new Curve(name, hidden, seconds));
        }
        String title =
                settings.sizes().trials() + " trials of " + settings.sizes().steps() + " steps, " + settings.cell();
        return rows.with(
                List.of(new Panel("time", title, "hidden units", "seconds of an alignment", true, true, curves)));
    }

    private static void align(NtkRuntime runtime, BeforeAfter pair, AlignmentEstimator method) {
        try (Linearization before = runtime.backend().linearize(pair.before());
                Linearization after = runtime.backend().linearize(pair.after())) {
            method.estimate(Kernel.of(before), Kernel.of(after), EstimatorOptions.samples(SAMPLES));
        }
    }
}
