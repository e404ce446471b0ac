package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.runtime.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say how to estimate. */
@Grouped(OptionGroup.ESTIMATOR)
final class SamplingOptions {
    private static final int DEFAULT_SAMPLES = 100;
    /** Until a tolerance is reached, there is no need to stop as early. */
    private static final int DEFAULT_BUDGET = 1000;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Applications of each operator to spend. Default: " + DEFAULT_SAMPLES + ", or "
                    + DEFAULT_BUDGET + " with --tolerance, and never more than the kernel has rows.")
    private @Nullable Integer samples;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "Decides all probes. Default: 0.")
    private long seed;

    @Option(
            names = "--tolerance",
            paramLabel = "T",
            description =
                    "Stop as soon as the 95%% interval is within this fraction of the value, such as 0.01; 0 goes on"
                            + " until rounding is the larger error.")
    private @Nullable Double tolerance;

    @Option(
            names = "--probes",
            paramLabel = "KIND",
            completionCandidates = Candidates.Probes.class,
            description =
                    "The law of the probes: rademacher (random signs, the default), gaussian, sphere or orthonormal.")
    private @Nullable String probes;

    long seed() {
        return seed;
    }

    /**
     * {@return what the estimator is told}
     *
     * @param estimator the method
     * @param order the number of rows of the kernel
     * @param configuration for the memory limit
     * @param progress told how far it has come
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for values that make no sense, or a tolerance that the
     *     method cannot stop at
     */
    EstimatorOptions options(
            EstimatorDescription estimator, long order, Configuration configuration, Progress progress) {
        boolean exact = estimator.errorKind() == ErrorKind.EXACT;
        if (tolerance != null && !estimator.adaptive() && !exact) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "A tolerance was given, but estimator '" + estimator.name() + "' cannot stop at one.",
                    "Use one that 'ntk estimators' shows as adaptive, or give --samples alone.");
        }
        return options(order, configuration, progress);
    }

    /**
     * {@return the options of a metric, which has one method}
     *
     * @param order the number of rows of the operator
     * @param configuration for the memory limit
     * @param progress told how far it has come
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for values that make no sense
     */
    EstimatorOptions options(long order, Configuration configuration, Progress progress) {
        int budget = (int) Math.min(order, tolerance == null ? DEFAULT_SAMPLES : DEFAULT_BUDGET);
        EstimatorOptions options = EstimatorOptions.samples(samples == null ? budget : samples)
                .withSeed(seed)
                .withMemoryLimit(configuration.memoryLimit())
                .withProgress(progress);
        if (probes != null) {
            options = options.withProbes(ProbeKind.parse(probes));
        }
        return tolerance == null ? options : options.withTolerance(tolerance);
    }
}
