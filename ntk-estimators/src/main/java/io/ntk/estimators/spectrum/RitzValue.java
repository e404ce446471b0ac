package io.ntk.estimators.spectrum;

/**
 * An approximate eigenvalue or singular value with a bound that holds whatever the starting vectors.
 *
 * @param value the approximation
 * @param residual some eigenvalue (singular value) lies in {@code [value − residual, value + residual]}. That it is the one
 *     of the same rank is likely but not certain: a starting block can miss a direction, with probability 0
 */
public record RitzValue(double value, double residual) {}
