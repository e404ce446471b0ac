package io.ntk.estimators.trace;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.exact.TrialForms;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.rounding.Repetition;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;

/**
 * Hutchinson's estimate with independent probes for each trial: Tr Θ = Σ_b E ‖J_bᵀω_b‖², the mean over m probes. The blocks of Θ
 * between trials do not belong to its trace and add nothing but noise to ωᵀΘω; their mean is 0 and is taken exactly here. So the variance
 * is that of {@link ProbeKind} with Σ_b ‖Θ[b, b]‖² in the place of ‖Θ‖². The probes are those of {@link Hutchinson}; of a single
 * trial, the two are the same.
 *
 * <p>A sample takes a product with Pᵀ and the norms of gradients that need not be formed ({@link TrialForms}): in operations not more
 * than a product with Jᵀ. Where rounding is measured, {@value Repetition#MOST} products with Θ are made beyond the samples.
 */
public final class TrialHutchinson extends SampledTrace {
    /** Makes the method. */
    public TrialHutchinson() {
        super(
                new EstimatorDescription(
                        "trial-hutchinson",
                        "Mean of quadratic forms at random probes, without the blocks between trials.",
                        "a linearization whose backend offers the step structure; not for a square",
                        ErrorKind.STANDARD_ERROR,
                        true),
                1,
                1);
    }

    @Override
    public boolean estimates(TraceOf of) {
        return of == TraceOf.OPERATOR;
    }

    @Override
    void requireFit(Kernel kernel, TraceOf of) {
        kernel.requireLinearization(name()).requireStructure(name());
        if (!estimates(of)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Method '" + name() + "' does not estimate the trace of " + of.label()
                            + ", to which the blocks between trials belong.",
                    "Use another method, such as hutch++ or exact.");
        }
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        VectorSpace space = kernel.operator().domain();
        Probes probes = Probes.of(space, options.probes(), options.seed());
        // Half of the memory is for the pieces of the model, half for blocks of vectors.
        EstimatorOptions half = options.withMemoryLimit(Math.max(1, options.memoryLimit() / 2));
        try (TrialForms forms = TrialForms.of(name(), kernel, half.memoryLimit())) {
            int blocks = EstimatorOptions.vectors(space, forms.bytesPerVector());
            Draws<DrawnMean> drawn = DrawnMean.draw(0, true, probes, options.samples(), blocks, half, forms::of);
            showRounding(kernel, probes, options);
            SampleMean mean = options.probes() == ProbeKind.ORTHONORMAL
                    ? drawn.result().rest().withoutReplacementFrom(kernel.order())
                    : drawn.result().rest();
            return Outcome.mean(0, mean, drawn.stop());
        }
    }

    /** Makes the products from which {@link FirstProduct} takes what float64 changes, if it can be known. */
    private static void showRounding(Kernel kernel, Probes probes, EstimatorOptions options) {
        int count = Math.min(Repetition.MOST, options.samples());
        if (kernel.isRepeatable() && EstimatorOptions.bytes(probes.space(), 2 * count) <= options.memoryLimit()) {
            try (MultiVector first = probes.block(0, count);
                    MultiVector image = kernel.operator().times(first)) {
                image.columns();
            }
        }
    }
}
