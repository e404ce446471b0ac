package io.ntk.examples.library;

import com.google.inject.Inject;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.provider.Backends;

/** A service of an application that installs {@code NtkModule}. */
final class Injected {
    private final Backends backends;
    private final Estimators estimators;

    @Inject
    Injected(Backends backends, Estimators estimators) {
        this.backends = backends;
        this.estimators = estimators;
    }

    Estimate trace(Problem problem) {
        try (AutodiffBackend backend = backends.startConfigured();
                Linearization network = backend.linearize(problem)) {
            return estimators
                    .trace("hutch++")
                    .estimate(Kernel.of(network), TraceOf.OPERATOR, EstimatorOptions.samples(60));
        }
    }
}
