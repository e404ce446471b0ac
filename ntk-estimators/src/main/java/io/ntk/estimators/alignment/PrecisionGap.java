package io.ntk.estimators.alignment;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Optional;

/**
 * The error by rounding of an alignment, from a few products that are repeated in float64: it sees the rounding of states and
 * step Jacobians, which leaves a kernel symmetric, as well as that of the products.
 *
 * <p>For orthonormal vectors q that are random and isotropic, n times the change of ⟨Aq, Bq⟩, ‖Aq‖² and ‖Bq‖² is an unbiased
 * estimate of the change of the three traces, and so, to first order, of the alignment. The bound is the end of the 95% interval
 * of its mean that is farther from 0, with twice the variance. It costs as many products of each operator in float64 as there are vectors, and one
 * linearization.
 */
final class PrecisionGap {
    /** More vectors narrow the bound by less than what they cost. */
    static final int VECTORS = 5;

    private static final int LEAST = 2;

    /** The vectors, their images under one kernel, and those under the other. */
    private static final int BLOCKS = 3;

    private final Products change;

    private PrecisionGap(Products change) {
        this.change = change;
    }

    /**
     * Repeats products.
     *
     * @param before A, repeatable
     * @param after B, repeatable
     * @param q orthonormal isotropic vectors
     * @param products of A and B with them, as computed in the precision of the kernels
     * @param memoryLimit bytes for the vectors in float64
     * @return the change from those products to the repeated ones; empty if nothing can be repeated: there are too few vectors, the
     *     kernels are not repeatable, or memory does not suffice
     */
    static Optional<PrecisionGap> measure(
            Kernel before, Kernel after, MultiVector q, Products products, long memoryLimit) {
        int count = Math.min(VECTORS, q.columns());
        long order = q.space().dimension();
        boolean fits = (double) order * count * BLOCKS * Double.BYTES <= memoryLimit && order < Integer.MAX_VALUE;
        if (count < LEAST || !fits || !before.isRepeatable() || !after.isRepeatable()) {
            return Optional.empty();
        }
        double[][] x = new double[count][];
        for (int j = 0; j < count; j++) {
            x[j] = q.toArray(j);
        }
        try {
            double[][] ax = before.repeat(x);
            double[][] bx = after.repeat(x);
            return Optional.of(new PrecisionGap(change(ax, bx, products, order)));
        } catch (NtkException e) {
            if (e.id() == ErrorId.OUT_OF_MEMORY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Products change(double[][] ax, double[][] bx, Products products, long order) {
        Products change = Products.ofSize(ax.length);
        for (int j = 0; j < ax.length; j++) {
            double cross = order * (products.cross(j) - dot(ax[j], bx[j]));
            double before = order * (products.before(j) - dot(ax[j], ax[j]));
            double after = order * (products.after(j) - dot(bx[j], bx[j]));
            change.put(j, new Products(new double[] {cross}, new double[] {before}, new double[] {after}));
        }
        return change;
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    /** A bound of the error of the alignment that parts amount to, which holds in about 95% of runs. */
    double bound(AlignmentParts parts) {
        double a = parts.squaredFrobeniusBefore();
        double b = parts.squaredFrobeniusAfter();
        double norms = Math.sqrt(a) * Math.sqrt(b);
        double[] changes = new double[change.size()];
        for (int j = 0; j < changes.length; j++) {
            changes[j] = change.cross(j) / norms
                    - parts.crossTrace() / norms * (change.before(j) / a + change.after(j) / b) / 2;
        }
        SampleMean mean = SampleMean.of(changes);
        Interval interval = mean.interval95(0).orElseThrow();
        // The products that the estimate is made of are rounded on their own, as much as those that were repeated.
        return Math.abs(mean.mean()) + Math.sqrt(2) * (interval.upper() - mean.mean());
    }
}
