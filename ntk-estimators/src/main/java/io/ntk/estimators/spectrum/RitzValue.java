package io.ntk.estimators.spectrum;

/**
 * An approximate eigenvalue or singular value with a bound that holds whatever the starting vectors.
 *
 * @param value the approximation
 * @param residual some eigenvalue (singular value) lies in {@code [value − residual, value + residual]}. That it is the one
 *     of the same rank is likely but not certain: a starting block can miss a direction, with probability 0
 */
public record RitzValue(double value, double residual) {
    /** {@return the singular value σ whose square this is: from |σ² − θ| ≤ r follows |σ − √θ| ≤ r / √θ, and √r where that is less} */
    public RitzValue root() {
        double root = Math.sqrt(Math.max(0, value));
        double bound = residual == 0 ? 0 : Math.min(residual / root, Math.sqrt(residual));
        return new RitzValue(root, bound);
    }
}
