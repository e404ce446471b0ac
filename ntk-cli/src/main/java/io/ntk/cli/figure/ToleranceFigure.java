package io.ntk.cli.figure;

import io.ntk.cli.report.Table;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.runtime.NtkRuntime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Whether a tolerance of 1% leaves a true error below 1%, and what it costs. */
final class ToleranceFigure {
    private static final double TOLERANCE = 0.01;
    private static final int BUDGET = 2000;

    private ToleranceFigure() {}

    static FigureData make(NtkRuntime runtime, FigureSettings settings) {
        Table table = new Table(
                "method", "tolerance reached %", "true error below 1 %", "largest error %", "mean applications");
        try (KnownKernels kernels = new KnownKernels(runtime, new Networks(runtime).trained(settings))) {
            EstimatorOptions options =
                    EstimatorOptions.samples(Math.min(BUDGET, kernels.order())).withTolerance(TOLERANCE);
            for (KnownMethod method : kernels.alignments()) {
                if (method.description().adaptive() && !method.isExact()) {
                    List<Estimate> runs = IntStream.range(0, settings.seeds())
                            .mapToObj(seed -> method.estimator().apply(options.withSeed(seed)))
                            .toList();
                    add(table, method, runs);
                }
            }
        }
        return new FigureData(List.of(), table);
    }

    private static void add(Table table, KnownMethod method, List<Estimate> runs) {
        double[] errors = runs.stream()
                .mapToDouble(run -> Math.abs(run.value() / method.exact() - 1))
                .toArray();
        FigureData.add(
                table,
                method.name(),
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
