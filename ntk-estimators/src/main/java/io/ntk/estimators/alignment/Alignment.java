package io.ntk.estimators.alignment;

import io.ntk.estimators.estimate.AlignmentParts;

/** The alignment as a function of the three traces it is made of. */
final class Alignment {
    private Alignment() {}

    /**
     * cross / √(before · after), within [−1, 1], where the Cauchy–Schwarz inequality puts it but for rounding. Powers of two
     * are taken out first, so that the product cannot overflow; the result for three equal parts is 1 to the last bit.
     */
    static double of(double cross, double before, double after) {
        int b = Math.getExponent(before) & ~1;
        int a = Math.getExponent(after) & ~1;
        double ratio = Math.scalb(cross, -(a + b) / 2) / Math.sqrt(Math.scalb(before, -b) * Math.scalb(after, -a));
        return Math.max(-1, Math.min(1, ratio));
    }

    static double of(AlignmentParts parts) {
        return of(parts.crossTrace(), parts.squaredFrobeniusBefore(), parts.squaredFrobeniusAfter());
    }
}
