package io.ntk.cli.figure;

import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;

/** Run time, estimate and error of Hutch++ against samples, beside Hutchinson's method and the exact trace. */
final class HutchFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(15, 30, 60, 120, 240);

    @Override
    public String name() {
        return "1";
    }

    @Override
    public String description() {
        return "Run time, estimate and relative error of Hutch++ against samples.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(100, 10, 128, 20);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = ErrorCurves.table();
        List<Curve> seconds = new ArrayList<>();
        List<Curve> estimates = new ArrayList<>();
        List<Curve> errors = new ArrayList<>();
        try (KnownKernels kernels = new KnownKernels(
                runtime, new Networks(runtime).trained(settings).problems())) {
            double exact = kernels.trace();
            for (String name : List.of("hutch++", "hutchinson")) {
                TraceEstimator method = runtime.estimators().trace(name);
                ErrorCurves curves = ErrorCurves.measure(
                        name, exact, BUDGETS, settings, rows, "trained", options -> kernels.trace(method, options));
                seconds.add(curves.seconds(name));
                estimates.add(curves.estimates(name));
                errors.add(curves.errors(name));
            }
            estimates.add(Curve.level("exact", exact));
        }
        String on = ", " + settings.label();
        String x = "applications of the kernel";
        return rows.with(List.of(
                new Panel("time", "Run time of a trace" + on, x, "seconds", false, false, seconds),
                new Panel("estimate", "Trace, seed 0" + on, x, "estimate", false, false, estimates),
                new Panel("error", "Error of a trace" + on, x, "median relative error", true, true, errors)));
    }
}
