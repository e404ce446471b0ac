package io.ntk.estimators.exact;

import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Work;
import java.util.Arrays;
import java.util.Optional;

/** Tells where {@link ExactNtk} would take fewer operations than a method that samples, from the sizes of a problem alone. */
public final class ExactInstead {
    private ExactInstead() {}

    /**
     * {@return a sentence where the exact alignment of two networks takes fewer floating-point operations than products with both
     * kernels}
     *
     * @param problem one of the networks
     * @param samples the products with either kernel
     */
    public static Optional<String> ofProducts(Problem problem, int samples) {
        return 2 * samples * Work.ofProduct(problem) > alignment(problem)
                ? Optional.of("The exact value takes fewer operations than these " + samples
                        + " products, and no sampling: --estimator " + ExactNtk.NAME + ".")
                : Optional.empty();
    }

    /** The operations that {@link ExactNtk} states for an alignment: those of two squares and of a product of two kernels. */
    static double alignment(Problem problem) {
        return 2 * square(problem) + product(problem);
    }

    /** Those of Tr Θ², where half of the pairs of entries or parameters suffice. */
    static double square(Problem problem) {
        return contraction(problem) / 2 + derivatives(problem);
    }

    /** Those of the trace of a product of two kernels. */
    static double product(Problem problem) {
        return contraction(problem) + derivatives(problem);
    }

    /** By the contraction of less effort, for all trials of as many steps as the longest. */
    private static double contraction(Problem problem) {
        double trials = problem.usedSteps().length;
        double steps = longest(problem);
        double parameters = problem.selectedLayout().size();
        double state = problem.model().stateSize();
        double byFeatures = 2 * parameters * parameters * trials * steps;
        double byTrials = 2 * trials * trials * steps * steps * steps * state * state;
        return TrialContraction.effort(byTrials, steps) < byFeatures ? byTrials : byFeatures;
    }

    /** Of the inner products of derivatives of the whole state, for all that share a step. */
    private static double derivatives(Problem problem) {
        double steps = longest(problem);
        double state = problem.model().stateSize();
        return 2 * problem.usedSteps().length * steps * steps * state * state * state;
    }

    private static double longest(Problem problem) {
        return Arrays.stream(problem.usedSteps()).max().orElse(0);
    }
}
