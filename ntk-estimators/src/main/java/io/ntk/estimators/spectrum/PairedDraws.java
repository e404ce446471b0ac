package io.ntk.estimators.spectrum;

import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.statistics.Outcome;
import java.util.Arrays;

/**
 * Draws D_i of R and D′_i of R′, of one order, each pair from one probe; pairs are independent. The means of Tr(D_i D′_j),
 * Tr(D_i D_j) and Tr(D′_i D′_j) over i ≠ j are unbiased for the parts of an alignment, though D_i and D′_i depend on each other.
 */
final class PairedDraws {
    private final MatrixDraws first;
    private final MatrixDraws second;
    private final double[] products;
    private final double ofDifferent;

    /** Pairs as many draws of one matrix as of another. */
    PairedDraws(MatrixDraws first, MatrixDraws second) {
        this.first = first;
        this.second = second;
        products = new double[first.count()];
        Arrays.setAll(products, i -> first.draw(i).dot(second.draw(i)));
        ofDifferent =
                Draw.dot(first.sum(), second.sum()) - Arrays.stream(products).sum();
    }

    /** {@return ⟨R, R′⟩, ‖R‖² and ‖R′‖², of which any may be negative} */
    AlignmentParts parts() {
        double count = products.length;
        return new AlignmentParts(ofDifferent / (count * (count - 1)), first.squaredNorm(-1), second.squaredNorm(-1));
    }

    private AlignmentParts partsWithout(int i) {
        double left =
                ofDifferent - first.draw(i).dot(second.sum()) - second.draw(i).dot(first.sum()) + 2 * products[i];
        double others = products.length - 1.0;
        return new AlignmentParts(left / (others * (others - 1)), first.squaredNorm(i), second.squaredNorm(i));
    }

    /** {@return ⟨R, R′⟩ / (‖R‖ ‖R′‖)} */
    Outcome alignment() {
        double[] without = new double[products.length];
        Arrays.setAll(without, i -> ratio(partsWithout(i)));
        Interval possible = new Interval(first.isSemidefinite() && second.isSemidefinite() ? 0 : -1, 1);
        return MatrixDraws.ofRatio(
                        ratio(parts()),
                        without,
                        "a squared norm, by which an alignment divides,",
                        first.isSignificant() && second.isSignificant())
                .within(possible);
    }

    /** The ratio as it is estimated, which may lie outside [−1, 1]; not a number where a squared norm is negative. */
    private static double ratio(AlignmentParts parts) {
        return parts.crossTrace()
                / Math.sqrt(parts.squaredFrobeniusBefore())
                / Math.sqrt(parts.squaredFrobeniusAfter());
    }
}
