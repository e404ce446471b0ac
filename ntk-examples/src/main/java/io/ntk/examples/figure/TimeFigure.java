package io.ntk.examples.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;

/** The error against the seconds that it takes. */
final class TimeFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(20, 50, 100, 200, 400);

    @Override
    public String name() {
        return "time";
    }

    @Override
    public String description() {
        return "Error of an alignment against its run time: deflated, shared sketch, and exact.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(100, 10, 128, 24);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = ErrorCurves.table();
        List<Curve> curves = new ArrayList<>();
        try (KnownKernels kernels = new KnownKernels(
                runtime, new Networks(runtime).trained(settings).problems())) {
            for (String name : List.of("deflated", "shared-sketch")) {
                AlignmentEstimator method = runtime.estimators().alignment(name);
                curves.add(ErrorCurves.measure(
                                name,
                                kernels.alignment(),
                                BUDGETS,
                                settings,
                                rows,
                                "trained",
                                options -> kernels.align(method, options))
                        .errorsOverSeconds(name));
            }
            rows.add("trained", "exact", "", "", 0.0, 0.0, 1.0, kernels.exactSeconds());
        }
        return rows.with(List.of(new Panel(
                "error",
                "Error against time, " + settings.label(),
                "seconds of an alignment",
                "median relative error",
                true,
                true,
                curves)));
    }
}
