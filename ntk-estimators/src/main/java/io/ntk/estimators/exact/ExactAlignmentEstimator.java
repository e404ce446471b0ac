package io.ntk.estimators.exact;

import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.Overflow;
import java.util.List;
import java.util.function.Supplier;

/** {@code exact} for alignments; see {@link ExactNtk}. Samples, probes and tolerance have no effect. */
public final class ExactAlignmentEstimator implements AlignmentEstimator {
    /** Makes the estimator. */
    public ExactAlignmentEstimator() {}

    @Override
    public EstimatorDescription description() {
        return new EstimatorDescription(
                ExactNtk.NAME,
                "Computes the three traces from step Jacobians and features, without products and without error.",
                "linearizations whose backend offers the step structure",
                ErrorKind.EXACT,
                false);
    }

    /**
     * The alignment of the kernels without the means of their rows and columns, which costs one product with each: with
     * u = 1/√n, Tr(HΘH Θ′) = Tr(ΘΘ′) − 2⟨Θu, Θ′u⟩ + (uᵀΘu)(uᵀΘ′u). Where the means are most of the kernels, the difference keeps
     * fewer digits, which the error by rounding tells.
     *
     * @param traces those of {@link #traces} or {@link #totals}
     * @param before Θ₀
     * @param after Θ_f
     * @param options samples, probes and tolerance have no effect
     * @return the alignment of HΘ₀H and HΘ_fH
     * @throws io.ntk.api.NtkException {@link io.ntk.api.ErrorId#NUMERICAL_FAILURE} if nothing is left of a kernel
     */
    public AlignmentEstimate centred(ExactAlignment traces, Kernel before, Kernel after, EstimatorOptions options) {
        return locating(
                before,
                after,
                () -> CentredTraces.of(traces.parts(), before, after).alignment(options));
    }

    private static <T> T locating(Kernel before, Kernel after, Supplier<T> method) {
        return Overflow.locating(List.of(before, after), List.of("before training", "after training"), method);
    }

    @Override
    public AlignmentEstimate estimate(Kernel before, Kernel after, EstimatorOptions options) {
        return locating(before, after, () -> estimate(totals(before, after, options), before, after, options));
    }

    /**
     * The traces of the alignment by tensor, from which contributions follow as well.
     *
     * @param before Θ₀
     * @param after Θ_f
     * @param options the memory limit counts
     * @return the traces by tensor
     * @throws io.ntk.api.NtkException as {@link #estimate(Kernel, Kernel, EstimatorOptions)}
     */
    public ExactAlignment traces(Kernel before, Kernel after, EstimatorOptions options) {
        return traces(method(options), before, after);
    }

    /**
     * The traces of the alignment, of all tensors together.
     *
     * @param before Θ₀
     * @param after Θ_f
     * @param options the memory limit counts
     * @return the traces, of one part
     * @throws io.ntk.api.NtkException as {@link #estimate(Kernel, Kernel, EstimatorOptions)}
     */
    public ExactAlignment totals(Kernel before, Kernel after, EstimatorOptions options) {
        return traces(method(options).totals(), before, after);
    }

    private static ExactNtk method(EstimatorOptions options) {
        return new ExactNtk(options.memoryLimit()).reportingTo(options.progress());
    }

    /** Refuses traces that are not finite while the kernels are at hand, which tell where they are not. */
    private static ExactAlignment traces(ExactNtk method, Kernel before, Kernel after) {
        return locating(before, after, () -> {
            ExactAlignment traces = method.alignment(
                    before.requireLinearization(ExactNtk.NAME), after.requireLinearization(ExactNtk.NAME));
            traces.parts().requireFinite();
            return traces;
        });
    }

    /**
     * {@return the alignment that has these traces, with its error by rounding, which takes a few products of a float32 kernel}
     *
     * @param traces those of {@link #traces} or {@link #totals}
     * @param before Θ₀
     * @param after Θ_f
     * @param options samples, probes and tolerance have no effect
     */
    public AlignmentEstimate estimate(ExactAlignment traces, Kernel before, Kernel after, EstimatorOptions options) {
        AlignmentParts parts = traces.parts();
        parts.requireDefined();
        ExactRounding rounding =
                new ExactRounding(List.of(before, after), traces.count().precision(), options);
        Outcome outcome = Outcome.exact(parts.alignment())
                .withRounding(rounding.ofAlignment(parts))
                .withNote(traces.count().sentence());
        return new AlignmentEstimate(outcome.by(ExactNtk.NAME, rounding.costs(), options), parts);
    }
}
