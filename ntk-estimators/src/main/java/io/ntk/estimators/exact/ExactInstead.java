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

    /**
     * The operations that {@link ExactNtk} states: those of two squares and a product, by the cheaper contraction, and those of the inner
     * products of derivatives of the whole state, for all that share a step.
     */
    static double alignment(Problem problem) {
        int[] used = problem.usedSteps();
        double trials = used.length;
        double steps = Arrays.stream(used).max().orElse(0);
        double parameters = problem.selectedLayout().size();
        double state = problem.model().stateSize();
        double byFeatures = 2 * parameters * parameters * trials * steps;
        double byTrials = 2 * trials * trials * steps * steps * steps * state * state;
        double derivatives = 2 * trials * steps * steps * state * state * state;
        return 2 * Math.min(byFeatures, byTrials) + 3 * derivatives;
    }
}
