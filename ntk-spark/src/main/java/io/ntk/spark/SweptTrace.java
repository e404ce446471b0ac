package io.ntk.spark;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.Float64Linearization;
import java.util.Arrays;
import java.util.List;

/** The trace of one checkpoint's kernel or of its square, as {@code ntk trace} estimates it. */
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
        TraceOf which = row.value(SweepRow.OF).map(SweptTrace::parse).orElse(TraceOf.OPERATOR);
        TraceEstimator estimator = row.value(SweepRow.ESTIMATOR)
                .map(means.estimators()::trace)
                .orElseGet(means.estimators()::defaultTrace);
        Problem problem = row.problem(means);
        try (Linearization linearization = means.backend().linearize(problem);
                Float64Linearization repeated = new Float64Linearization(means.backend(), linearization)) {
            return EstimateFields.of(estimator.estimate(
                    repeated.kernel(),
                    which,
                    row.options(problem.observedShape().order())));
        }
    }

    private static TraceOf parse(String label) {
        return Arrays.stream(TraceOf.values())
                .filter(which -> which.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Traces are not taken of '" + label + "'.",
                        ClosestName.remedy(
                                label,
                                Arrays.stream(TraceOf.values())
                                        .map(TraceOf::label)
                                        .toList())));
    }
}
