package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.training.OptimizerKind;
import java.util.ArrayList;
import java.util.List;

/** How often stated 95% intervals hold the exact value, for every method that states one. */
final class CoverageFigure implements Figure {
    private static final List<Integer> BUDGETS = List.of(40, 100);

    @Override
    public String name() {
        return "coverage";
    }

    @Override
    public String description() {
        return "Share of runs whose 95% interval holds the exact value, for every method that states one.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(20, 10, 32, 500).withInitialScale(1).withTraining(OptimizerKind.ADAM, 600, 3e-3);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Networks networks = new Networks(runtime);
        FigureData.Rows rows =
                new FigureData.Rows("network", "metric", "method", "budget", "coverage %", "median error %");
        measure(rows, runtime, settings, "trained", networks.trained(settings).problems());
        measure(rows, runtime, settings, "untrained", networks.untrained(settings));
        return rows.with(List.of());
    }

    private static void measure(
            FigureData.Rows rows, NtkRuntime runtime, FigureSettings settings, String network, BeforeAfter pair) {
        try (KnownKernels kernels = new KnownKernels(runtime, pair)) {
            double trace = kernels.trace();
            for (int budget : BUDGETS) {
                List<AlignmentEstimator> alignments =
                        new ArrayList<>(runtime.estimators().alignments());
                alignments.removeIf(method -> method.description().errorKind() != ErrorKind.STANDARD_ERROR);
                for (AlignmentEstimator method : alignments) {
                    ErrorStudy study = ErrorStudy.of(
                            kernels.alignment(),
                            settings.seeds(),
                            seed -> kernels.align(
                                    method, EstimatorOptions.samples(budget).withSeed(seed)));
                    add(rows, network, "alignment", method.description().name(), budget, study);
                }
                List<TraceEstimator> traces =
                        new ArrayList<>(runtime.estimators().traces());
                traces.removeIf(method -> method.description().errorKind() != ErrorKind.STANDARD_ERROR);
                for (TraceEstimator method : traces) {
                    ErrorStudy study = ErrorStudy.of(
                            trace,
                            settings.seeds(),
                            seed -> kernels.trace(
                                    method, EstimatorOptions.samples(budget).withSeed(seed)));
                    add(rows, network, "trace", method.description().name(), budget, study);
                }
            }
        }
    }

    private static void add(
            FigureData.Rows rows, String network, String metric, String method, int budget, ErrorStudy study) {
        rows.add(network, metric, method, budget, 100 * study.coverage(), 100 * study.medianError());
    }
}
