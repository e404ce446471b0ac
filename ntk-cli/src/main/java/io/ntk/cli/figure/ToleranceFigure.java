package io.ntk.cli.figure;

import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.runtime.NtkRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a tolerance of 1% leaves a true error below 1%, and what it costs. */
final class ToleranceFigure implements Figure {
    private static final double TOLERANCE = 0.01;
    private static final int BUDGET = 2000;

    @Override
    public String name() {
        return "tolerance";
    }

    @Override
    public String description() {
        return "Share of runs with a tolerance of 1% whose true error is below 1%, and what they spent.";
    }

    @Override
    public FigureSettings defaults() {
        return FigureSettings.of(100, 10, 128, 100);
    }

    @Override
    public FigureData make(NtkRuntime runtime, FigureSettings settings) {
        FigureData.Rows rows = new FigureData.Rows(
                "method", "tolerance reached %", "true error below 1 %", "largest error %", "mean applications");
        try (KnownKernels kernels = new KnownKernels(
                runtime, new Networks(runtime).trained(settings).problems())) {
            int budget = Math.min(BUDGET, kernels.order());
            for (AlignmentEstimator method : runtime.estimators().alignments()) {
                if (method.description().adaptive() && method.description().errorKind() != ErrorKind.EXACT) {
                    List<Estimate> runs = IntStream.range(0, settings.seeds())
                            .mapToObj(seed -> kernels.align(
                                    method,
                                    EstimatorOptions.samples(budget)
                                            .withSeed(seed)
                                            .withTolerance(TOLERANCE)))
                            .toList();
                    add(rows, method.description().name(), kernels.alignment(), runs);
                }
            }
        }
        return rows.with(List.of());
    }

    private static void add(FigureData.Rows rows, String method, double exact, List<Estimate> runs) {
        double[] errors = runs.stream()
                .mapToDouble(run -> Math.abs(run.value() / exact - 1))
                .toArray();
        rows.add(
                method,
                100.0
                        * runs.stream()
                                .filter(run -> run.stop() == StopReason.TOLERANCE_REACHED)
                                .count()
                        / runs.size(),
                100.0 * Arrays.stream(errors).filter(e -> e < TOLERANCE).count() / runs.size(),
                100 * Arrays.stream(errors).max().orElse(Double.NaN),
                runs.stream()
                        .mapToLong(Estimate::operatorApplications)
                        .average()
                        .orElse(Double.NaN));
    }
}
