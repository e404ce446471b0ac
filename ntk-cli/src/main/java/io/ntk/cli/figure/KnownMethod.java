package io.ntk.cli.figure;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.statistics.ErrorStudy;
import java.util.function.Function;

/**
 * A method that estimates what is known exactly.
 *
 * @param metric what it estimates, {@code alignment} or {@code trace}
 * @param description what it is
 * @param exact the exact value
 * @param estimator an estimate; may be called from several threads
 */
record KnownMethod(
        String metric, EstimatorDescription description, double exact, Function<EstimatorOptions, Estimate> estimator) {

    String name() {
        return description.name();
    }

    boolean isExact() {
        return description.errorKind() == ErrorKind.EXACT;
    }

    /** {@return the errors of runs with a budget each, from seeds 0, 1, …} */
    ErrorStudy errors(int budget, int seeds) {
        EstimatorOptions options = EstimatorOptions.samples(budget);
        return ErrorStudy.of(exact, seeds, seed -> estimator.apply(options.withSeed(seed)));
    }
}
