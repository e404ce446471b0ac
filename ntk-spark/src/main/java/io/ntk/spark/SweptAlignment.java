package io.ntk.spark;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.runtime.Float64Linearization;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;

/** The alignment of two checkpoints, as {@code ntk align} estimates it. */
final class SweptAlignment implements SweepQuantity {
    @Override
    public List<String> checkpoints() {
        return List.of(SweepRow.BEFORE, SweepRow.AFTER);
    }

    @Override
    public List<String> options() {
        return List.of(SweepRow.ESTIMATOR);
    }

    @Override
    public List<String> results() {
        return EstimateFields.COLUMNS;
    }

    @Override
    public List<String> compute(SweepRow row, Means means) {
        AlignmentEstimator estimator = row.value(SweepRow.ESTIMATOR)
                .map(means.estimators()::alignment)
                .orElseGet(means.estimators()::defaultAlignment);
        BeforeAfter pair = means.models()
                .pair(
                        means.files().apply(row.required(SweepRow.BEFORE)),
                        means.files().apply(row.required(SweepRow.AFTER)),
                        row.trials(SweepRow.INPUTS, means.files()),
                        row.settings(means.files()));
        try (Linearization before = means.backend().linearize(pair.before());
                Linearization after = means.backend().linearize(pair.after());
                Float64Linearization repeatedBefore = new Float64Linearization(means.backend(), before);
                Float64Linearization repeatedAfter = new Float64Linearization(means.backend(), after)) {
            return EstimateFields.of(estimator
                    .estimate(
                            repeatedBefore.kernel(),
                            repeatedAfter.kernel(),
                            row.options(pair.before().observedShape().order(), means.memoryLimit()))
                    .estimate());
        }
    }
}
