package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.Deflation;
import io.ntk.estimators.alignment.ProbingAlignment;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.statistics.Jackknife;
import java.util.List;
import java.util.Optional;

/**
 * What each parameter tensor and each observed step adds to an alignment.
 *
 * <p>Θ = Σ_p Θ_p with Θ_p = J_p J_pᵀ, so a tensor adds (Tr(Θ_{0,p} Θ_f) + Tr(Θ_0 Θ_{f,p})) / 2 to the cross trace; step t
 * adds Σ_{t'} ⟨Θ_0[t, t'], Θ_f[t, t']⟩, the rows of step t. Both are divided by ‖Θ_0‖ ‖Θ_f‖. The contributions of all
 * tensors, and those of all steps, sum to the alignment, also as estimated. What a tensor adds
 * is large where its part of the kernels is large; whether that part turned is told by its own alignment, from the same products.
 *
 * @param alignment the alignment
 * @param tensors the contribution of each differentiated tensor, in the order of θ
 * @param steps the contribution of each observed step: one for a final value
 */
public record AlignmentContributions(Estimate alignment, List<Part> tensors, List<Part> steps) {
    /** Copies the lists. */
    public AlignmentContributions {
        tensors = List.copyOf(tensors);
        steps = List.copyOf(steps);
    }

    /**
     * A contribution.
     *
     * @param name the tensor, or the number of the step from 0
     * @param contribution what it adds
     * @param within of a tensor the alignment of its own part of the kernel, Tr(Θ_{0,p} Θ_{f,p}) / (‖Θ_{0,p}‖ ‖Θ_{f,p}‖), the
     *     alignment if it alone were differentiated; empty where one of the two parts is zero, and of a step
     */
    public record Part(String name, Estimate contribution, Optional<Estimate> within) {}

    /**
     * Estimates them with an alignment by the method {@code deflated}, or, with fewer than {@value Deflation#LEAST} samples,
     * {@code shared-sketch}.
     *
     * @param before the network before training
     * @param after the same network after training
     * @param options the samples are the products with each kernel, at least 3, on top of which each vector costs, for either
     *     network, one product with Jᵀ and one with J for each differentiated tensor; a tolerance has no effect
     * @return the contributions
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} if the two observe or differentiate different things,
     *     {@link ErrorId#INVALID_ARGUMENT} if the samples are too few
     */
    public static AlignmentContributions estimate(Linearization before, Linearization after, EstimatorOptions options) {
        ContributionListener listener = new ContributionListener(before, after);
        AlignmentEstimate alignment = run(before, after, options.withoutTolerance(), listener);
        return listener.contributions(alignment, options);
    }

    /**
     * The contributions to an alignment that is known without error. Those of tensors are as well, and those of steps where products with
     * all unit tangents take at most 10¹⁰ operations, or four times those of the alignment; else those are estimated as in {@link #estimate}, and sum
     * to the same number.
     *
     * @param before the network before training
     * @param after the same network after training
     * @param alignment the estimate of the alignment
     * @param exact its traces by tensor
     * @param options for the steps
     * @return the contributions
     * @throws NtkException as {@link #estimate}
     */
    public static AlignmentContributions exact(
            Linearization before,
            Linearization after,
            AlignmentEstimate alignment,
            ExactAlignment exact,
            EstimatorOptions options) {
        ContributionListener listener = new ContributionListener(before, after);
        if (StepTraces.areCheap(before.problem(), exact)) {
            return listener.contributions(alignment, exact, StepTraces.of(before, after, options), options);
        }
        run(before, after, options.withoutTolerance(), listener);
        return listener.contributions(alignment, exact, options);
    }

    private static AlignmentEstimate run(
            Linearization before, Linearization after, EstimatorOptions options, ContributionListener listener) {
        options.requireSamples(
                ContributionListener.METHOD,
                Jackknife.LEAST,
                before.observationSpace().order());
        return ProbingAlignment.withSamples(options.samples())
                .estimate(Kernel.of(before), Kernel.of(after), options, listener);
    }
}
