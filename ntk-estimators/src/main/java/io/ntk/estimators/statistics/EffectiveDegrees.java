package io.ntk.estimators.statistics;

/**
 * The degrees of freedom of a sample variance, for Student's t.
 *
 * <p>A variance estimated from m draws has the relative variance (β₂ − (m−3)/(m−1))/m, where β₂ is the kurtosis of the
 * draws, which for normal draws is 2/(m−1). Heavier tails leave the variance less certain, as fewer draws
 * would: ν = 2m / (β₂ − (m−3)/(m−1)), with the kurtosis of the sample, and never more than m − 1. For quadratic forms of
 * operators with a few large eigenvalues this moves the measured coverage of 95% intervals from 92–94% towards 95%.
 */
public final class EffectiveDegrees {
    private EffectiveDegrees() {}

    /**
     * {@return ν, between 0 and m − 1}
     *
     * @param draws m draws, or the influence of each on an estimate
     */
    public static double of(double[] draws) {
        int m = draws.length;
        if (m < 4) {
            return m - 1.0;
        }
        double mean = 0;
        for (double draw : draws) {
            mean += draw / m;
        }
        double second = 0;
        double fourth = 0;
        for (double draw : draws) {
            double square = (draw - mean) * (draw - mean);
            second += square / m;
            fourth += square * square / m;
        }
        if (!(second * second > 0) || Double.isInfinite(fourth)) {
            return m - 1.0;
        }
        double kurtosis = fourth / (second * second);
        return Math.min(m - 1.0, 2.0 * m / Math.max(kurtosis - (m - 3.0) / (m - 1), Double.MIN_NORMAL));
    }
}
