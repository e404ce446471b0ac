package io.ntk.cli.command;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.estimators.spectrum.Reduction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a verb that reduces a kernel, if asked to, by a method of the user's choice, and else has one method. */
@Grouped(OptionGroup.ESTIMATOR)
final class ReducingOptions {
    @Mixin
    private final ReductionOption reduction = new ReductionOption();

    @Option(
            names = "--estimator",
            paramLabel = "NAME",
            completionCandidates = Candidates.ReducedKernels.class,
            description =
                    "How --reduce finds the reduced kernel: partial-trace, from random probes (the default), or exact.")
    private @Nullable String estimator;

    /**
     * Refuses a method that is unknown, or of which there is no choice.
     *
     * @param oneMethod says what has one method without a reduction
     */
    void check(String oneMethod) {
        if (estimator != null && reduction().isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Estimator '" + estimator + "' was given, but nothing to reduce.",
                    "Give --reduce with it; " + oneMethod + ".");
        }
        ReducedKernel.requireKnown(estimator);
    }

    /** {@return the method that was asked for, or null for the default} */
    @Nullable
    String estimator() {
        return estimator;
    }

    /** {@return as {@link ReductionOption#reduction()}} */
    Optional<Reduction> reduction() {
        return reduction.reduction();
    }

    /** {@return as {@link ReductionOption#reduction(IndexShape)}} */
    Optional<Reduction> reduction(IndexShape shape) {
        return reduction.reduction(shape);
    }
}
