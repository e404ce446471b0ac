package io.ntk.spark;

import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TracedOperator;
import io.ntk.runtime.Float64Linearization;
import java.util.List;

/** The trace of an operator of one checkpoint or of its square, as {@code ntk trace} estimates it. */
final class SweptTrace implements SweepQuantity {
    @Override
    public List<String> checkpoints() {
        return List.of(SweepRow.MODEL);
    }

    @Override
    public List<String> options() {
        return List.of(SweepRow.ESTIMATOR, SweepRow.OF);
    }

    @Override
    public List<String> results() {
        return EstimateFields.COLUMNS;
    }

    @Override
    public List<String> compute(SweepRow row, Means means) {
        TracedOperator traced = TracedOperator.parse(row.value(SweepRow.OF).orElse(KernelOperator.NTK.label()));
        TraceEstimator estimator = row.value(SweepRow.ESTIMATOR)
                .map(means.estimators()::trace)
                .orElseGet(means.estimators()::defaultTrace);
        Problem problem = row.problem(means);
        try (Linearization linearization = means.backend().linearize(problem);
                Float64Linearization repeated = new Float64Linearization(means.backend(), linearization)) {
            return EstimateFields.of(estimator.estimate(
                    repeated.kernel(traced.operator()),
                    traced.of(),
                    row.options(traced.operator().shape(problem).order(), means.memoryLimit())));
        }
    }
}
