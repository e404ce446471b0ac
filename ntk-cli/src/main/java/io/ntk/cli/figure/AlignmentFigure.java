package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.runtime.NtkRuntime;
import java.util.List;

/** The article's two approaches to the alignment against samples, with deflation and the exact value. */
final class AlignmentFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(15, 30, 60, 100, 200);

    @Override
    public String name() {
        return "2";
    }

    @Override
    public String description() {
        return "Run time, estimate and relative error of alignments by three traces, shared sketch and deflation.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(100, 10, 128, 100);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = ErrorCurves.table();
        MethodPanels panels = new MethodPanels();
        try (KnownKernels kernels = new KnownKernels(
                runtime, new Networks(runtime).trained(settings).problems())) {
            for (String name : List.of("three-traces", "shared-sketch", "deflated")) {
                AlignmentEstimator method = runtime.estimators().alignment(name);
                ErrorCurves curves = ErrorCurves.measure(
                        name,
                        kernels.alignment(),
                        BUDGETS,
                        settings,
                        rows,
                        "trained",
                        options -> kernels.align(method, options));
                panels.add(name, curves);
            }
            rows.add("trained", "exact", "", "", 0.0, 0.0, 1.0, kernels.exactSeconds());
            panels.addExact(kernels.alignment());
        }
        return rows.with(panels.panels("an", "alignment", "applications of each kernel", settings));
    }
}
