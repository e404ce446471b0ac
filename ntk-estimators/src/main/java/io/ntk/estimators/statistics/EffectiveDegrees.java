package io.ntk.estimators.statistics;

/**
 * The degrees of freedom of a sample variance, for Student's t.
 *
 * <p>A variance estimated from m draws has the relative variance (β₂ − (m−3)/(m−1))/m, where β₂ is the kurtosis of the
 * draws, which for normal draws, with β₂ = 3, is 2/(m−1). Heavier tails leave the variance less certain, as fewer draws
 * would: ν = 2m / (β₂ − (m−3)/(m−1)).
 *
 * <p>A few draws seldom hold the large ones that make a kurtosis, so that of a sample is too small, the more so the fewer they
 * are. It is taken to be at least 3, that of normal draws, and one more: a quadratic form that a dozen equal directions carry has
 * a kurtosis of 4. In the study of coverage this moved 95% intervals of norms from 8 draws from 90–95% to 93–96%, and it
 * hardly changes those from many draws.
 */
public final class EffectiveDegrees {
    private static final double NORMAL = 3;

    /** What is added to the kurtosis of a sample. */
    private static final double UNSEEN = 1;

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
        return 2.0 * m / (Math.max(kurtosis, NORMAL) + UNSEEN - (m - 3.0) / (m - 1));
    }
}
