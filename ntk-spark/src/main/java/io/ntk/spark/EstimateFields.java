package io.ntk.spark;

import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import java.util.List;

/** An estimate as fields of the results. */
final class EstimateFields {
    /** The columns. */
    static final List<String> COLUMNS =
            List.of("value", "standard_error", "lower95", "upper95", "error_kind", "method", "applications");

    private EstimateFields() {}

    static List<String> of(Estimate estimate) {
        String error = estimate.standardError().isPresent()
                ? String.valueOf(estimate.standardError().getAsDouble())
                : "";
        List<String> interval = interval(estimate);
        return List.of(
                String.valueOf(estimate.value()),
                error,
                interval.get(0),
                interval.get(1),
                estimate.errorKind().label(),
                estimate.estimator(),
                String.valueOf(estimate.operatorApplications()));
    }

    /** {@return the ends of the interval, empty fields if there is none} */
    static List<String> interval(Estimate estimate) {
        return List.of(
                estimate.interval95().map(Interval::lower).map(String::valueOf).orElse(""),
                estimate.interval95().map(Interval::upper).map(String::valueOf).orElse(""));
    }
}
