package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.runtime.NtkRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** The error against the seconds that it takes; where a peer's times are known, with the peer's shared sketch. */
final class TimeFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(10, 15, 20, 30, 50, 100, 200, 400);

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
            curves.add(measure(runtime, "deflated", BUDGETS, settings, kernels, rows)
                    .errorsOverSeconds("deflated"));
            SortedMap<Integer, Double> peer = settings.peerSeconds();
            List<Integer> sketches = peer.isEmpty() ? BUDGETS : List.copyOf(peer.keySet());
            ErrorCurves shared = measure(runtime, "shared-sketch", sketches, settings, kernels, rows);
            curves.add(shared.errorsOverSeconds("shared-sketch"));
            if (!peer.isEmpty()) {
                curves.add(shared.errorsOver("shared-sketch, peer", List.copyOf(peer.values())));
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

    private static ErrorCurves measure(
            NtkRuntime runtime,
            String name,
            List<Integer> budgets,
            FigureSettings settings,
            KnownKernels kernels,
            FigureData.Rows rows) {
        AlignmentEstimator method = runtime.estimators().alignment(name);
        return ErrorCurves.measure(
                name,
                kernels.alignment(),
                budgets,
                settings,
                rows,
                "trained",
                options -> kernels.align(method, options));
    }
}
