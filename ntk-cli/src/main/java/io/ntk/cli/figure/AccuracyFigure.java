package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.ArrayList;
import java.util.List;

/** The median error of every method against the applications it spends, on a trained and on an untrained network. */
final class AccuracyFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(20, 50, 100, 200);

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    public String description() {
        return "Error against operator applications for every method, on a trained and an untrained network.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(100, 10, 128, 40);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Networks networks = new Networks(runtime);
        FigureData.Rows rows = ErrorCurves.table();
        List<Panel> panels = new ArrayList<>();
        addTo(
                panels,
                rows,
                runtime,
                settings,
                "trained",
                networks.trained(settings).problems());
        addTo(panels, rows, runtime, settings, "untrained", networks.untrained(settings));
        return rows.with(panels);
    }

    private static void addTo(
            List<Panel> panels,
            FigureData.Rows rows,
            NtkRuntime runtime,
            FigureSettings settings,
            String network,
            BeforeAfter pair) {
        List<Curve> alignments = new ArrayList<>();
        List<Curve> traces = new ArrayList<>();
        try (KnownKernels kernels = new KnownKernels(runtime, pair)) {
            rows.add(network, "exact", "", "", 0.0, 0.0, 1.0, kernels.exactSeconds());
            for (AlignmentEstimator method : runtime.estimators().alignments()) {
                if (method.description().errorKind() != ErrorKind.EXACT) {
                    String name = method.description().name();
                    alignments.add(ErrorCurves.measure(
                                    name,
                                    kernels.alignment(),
                                    BUDGETS,
                                    settings,
                                    rows,
                                    network,
                                    options -> kernels.align(method, options))
                            .errors(name));
                }
            }
            double trace = kernels.trace();
            for (TraceEstimator method : runtime.estimators().traces()) {
                if (method.description().errorKind() != ErrorKind.EXACT) {
                    String name = method.description().name();
                    traces.add(ErrorCurves.measure(
                                    "trace: " + name,
                                    trace,
                                    BUDGETS,
                                    settings,
                                    rows,
                                    network,
                                    options -> kernels.trace(method, options))
                            .errors(name));
                }
            }
        }
        panels.add(errorPanel(network + "-alignment", "Alignment, " + network + " " + settings.label(), alignments));
        panels.add(errorPanel(network + "-trace", "Trace, " + network + " " + settings.label(), traces));
    }

    private static Panel errorPanel(String name, String title, List<Curve> curves) {
        return new Panel(name, title, "applications of each operator", "median relative error", true, true, curves);
    }
}
