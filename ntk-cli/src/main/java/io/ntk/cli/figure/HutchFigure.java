package io.ntk.cli.figure;

import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.runtime.NtkRuntime;
import java.util.List;

/** Run time, estimate and error of Hutch++ against samples, with Hutchinson's method and the exact trace. */
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
        MethodPanels panels = new MethodPanels();
        try (KnownKernels kernels = new KnownKernels(
                runtime, new Networks(runtime).trained(settings).problems())) {
            double exact = kernels.trace();
            for (String name : List.of("hutch++", "hutchinson")) {
                TraceEstimator method = runtime.estimators().trace(name);
                ErrorCurves curves = ErrorCurves.measure(
                        name, exact, BUDGETS, settings, rows, "trained", options -> kernels.trace(method, options));
                panels.add(name, curves);
            }
            panels.addExact(exact);
        }
        return rows.with(panels.panels("a", "trace", "applications of the kernel", settings));
    }
}
