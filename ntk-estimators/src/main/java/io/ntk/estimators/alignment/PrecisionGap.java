package io.ntk.estimators.alignment;

import static io.ntk.estimators.rounding.Repetition.dot;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.rounding.Repetition;
import java.util.List;
import java.util.Optional;

/** The error by rounding of an alignment, from a few products that are repeated in float64 ({@link Repetition}). */
final class PrecisionGap {
    private final Products change;

    private PrecisionGap(Products change) {
        this.change = change;
    }

    /**
     * Repeats products.
     *
     * @param before A
     * @param after B
     * @param q orthonormal isotropic vectors
     * @param products of A and B with them, as computed in the precision of the kernels
     * @param memoryLimit bytes for the vectors in float64
     * @return the change from those products to the repeated ones; empty if nothing can be repeated: the kernels are not repeatable,
     *     or memory does not suffice
     */
    static Optional<PrecisionGap> measure(
            Kernel before, Kernel after, MultiVector q, Products products, long memoryLimit) {
        if (!before.isRepeatable() || !after.isRepeatable()) {
            return Optional.empty();
        }
        double[][] x = q.toArrays();
        return Repetition.of(List.of(before, after), x, memoryLimit)
                .map(images -> new PrecisionGap(change(images.get(0), images.get(1), products, before.order())));
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

    /** A bound of the error of the alignment that parts amount to, which holds in about 95% of runs. */
    double bound(AlignmentParts parts) {
        return Repetition.bound(changes(parts));
    }

    /** The change of the alignment that parts amount to, by each of the vectors. */
    double[] changes(AlignmentParts parts) {
        double a = parts.squaredFrobeniusBefore();
        double b = parts.squaredFrobeniusAfter();
        double norms = Math.sqrt(a) * Math.sqrt(b);
        double[] changes = new double[change.size()];
        for (int j = 0; j < changes.length; j++) {
            changes[j] = change.cross(j) / norms
                    - parts.crossTrace() / norms * (change.before(j) / a + change.after(j) / b) / 2;
        }
        return changes;
    }
}
