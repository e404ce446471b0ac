package io.ntk.estimators.dynamics;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.spectrum.LeadingEigenpairs;
import io.ntk.estimators.spectrum.RitzValue;

/**
 * The largest or the smallest singular value of P with its vectors, P v = σ u: v is the perturbation of the dynamics, of length 1,
 * of which most or least is seen, and σ u is what is seen of it.
 */
public final class ExtremeSingularValue {
    private final RitzValue value;
    private final double[] left;
    private final double[] right;
    private final int products;
    private final StopReason stop;

    private ExtremeSingularValue(RitzValue value, double[] left, double[] right, int products, StopReason stop) {
        this.value = value;
        this.left = left;
        this.right = right;
        this.products = products;
        this.stop = stop;
    }

    /**
     * {@return σ_max(P), by block Lanczos on P Pᵀ or PᵀP, whichever is smaller}
     *
     * @param linearization of a network
     * @param options as for {@link LeadingEigenpairs}
     * @throws io.ntk.api.NtkException as {@link LeadingEigenpairs#of} does
     */
    public static ExtremeSingularValue largest(Linearization linearization, EstimatorOptions options) {
        return leading(linearization.propagation(), options);
    }

    /**
     * {@return σ_min(P) = 1 / σ_max(P⁻¹), by block Lanczos on P⁻¹}
     *
     * @param linearization of a network all of whose state is observed
     * @param options as for {@link LeadingEigenpairs}
     * @throws io.ntk.api.NtkException as {@link InversePropagation} and {@link LeadingEigenpairs#of} do
     */
    public static ExtremeSingularValue smallest(Linearization linearization, EstimatorOptions options) {
        ExtremeSingularValue inverse =
                leading(new InversePropagation(linearization, options.memoryLimit() / 2), options);
        return new ExtremeSingularValue(
                reciprocal(inverse.value),
                /* left= */ inverse.right,
                /* right= */ inverse.left,
                inverse.products,
                inverse.stop);
    }

    /** From |μ − μ̂| ≤ r follows |1/μ − 1/μ̂| ≤ r / (μ̂ (μ̂ − r)). */
    private static RitzValue reciprocal(RitzValue inverse) {
        double value = inverse.value();
        double residual = inverse.residual();
        double bound = residual < value ? residual / (value * (value - residual)) : Double.POSITIVE_INFINITY;
        return new RitzValue(1 / value, bound);
    }

    private static ExtremeSingularValue leading(LinearOperator operator, EstimatorOptions options) {
        boolean isWide = operator.range().order() < operator.domain().order();
        LinearOperator first = isWide ? operator.adjoint() : operator;
        try (LeadingEigenpairs pairs = LeadingEigenpairs.of(first.gram(), 1, options);
                MultiVector images = first.times(pairs.vectors())) {
            double norm = images.norms()[0];
            images.scale(norm == 0 ? 0 : 1 / norm);
            double[] from = pairs.vectors().toArray(0);
            double[] to = images.toArray(0);
            return new ExtremeSingularValue(
                    pairs.values().get(0).root(),
                    isWide ? from : to,
                    isWide ? to : from,
                    pairs.products(),
                    pairs.stop());
        }
    }

    /** {@return σ and a bound of its error} */
    public RitzValue value() {
        return value;
    }

    /** {@return u, row-major in the observed shape, of length 1} */
    public double[] left() {
        return left.clone();
    }

    /** {@return v, row-major in the shape of perturbations, of length 1} */
    public double[] right() {
        return right.clone();
    }

    /** {@return the vectors that were multiplied by the operator and its transpose} */
    public int products() {
        return products;
    }

    /** {@return why the iteration stopped} */
    public StopReason stop() {
        return stop;
    }
}
