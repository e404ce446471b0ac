package io.ntk.estimators.statistics;

/** Quantiles of Student's t distribution. */
public final class StudentT {
    private StudentT() {}

    /**
     * The number t with P(|T| ≤ t) = {@code level}.
     *
     * @param level in (0, 1)
     * @param degrees degrees of freedom, positive; {@link Double#POSITIVE_INFINITY} gives the normal distribution
     * @return t, to about 10 digits, or to 2e-6 relative beyond a million degrees of freedom
     */
    public static double twoSided(double level, double degrees) {
        double high = 1;
        while (central(high, degrees) < level) {
            high *= 2;
        }
        double low = 0;
        // P is increasing in t; bisection to the last bit is quick enough and cannot fail.
        for (int i = 0; i < 200 && low < high; i++) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break;
            }
            if (central(middle, degrees) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** P(|T| ≤ t) = 1 − I_x(ν/2, 1/2) with x = ν / (ν + t²). */
    private static double central(double t, double degrees) {
        if (t == 0) {
            return 0;
        }
        // Beyond, the quantile changes by less than 2e-6 relative, and the logarithms below cancel.
        double nu = Math.min(degrees, 1e6);
        double x = nu / (nu + t * t);
        return 1 - incompleteBeta(x, t * t / (nu + t * t), nu / 2, 0.5);
    }

    /** I_x(a, b), y = 1 − x, by the continued fraction DLMF 8.17.22. */
    private static double incompleteBeta(double x, double y, double a, double b) {
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - incompleteBeta(y, x, b, a);
        }
        double front = StrictMath.exp(
                a * StrictMath.log(x) + b * StrictMath.log(y) + logGamma(a + b) - logGamma(a) - logGamma(b));
        // Lentz's method; tiny replaces a zero denominator.
        double tiny = 1e-300;
        double f = 1;
        double c = 1;
        double d = 0;
        for (int i = 0; i < 10_000; i++) {
            int m = i / 2;
            double numerator;
            if (i == 0) {
                numerator = 1;
            } else if (i % 2 == 0) {
                numerator = m * (b - m) * x / ((a + 2.0 * m - 1) * (a + 2.0 * m));
            } else {
                numerator = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1));
            }
            d = 1 + numerator * d;
            d = 1 / (Math.abs(d) < tiny ? tiny : d);
            c = 1 + numerator / c;
            c = Math.abs(c) < tiny ? tiny : c;
            f *= c * d;
            if (Math.abs(c * d - 1) < 1e-15) {
                break;
            }
        }
        return front * (f - 1) / a;
    }

    /** ln Γ(x) for x > 0: the recurrence up to 10, then Stirling's series, DLMF 5.11.1. */
    private static double logGamma(double x) {
        double shift = 0;
        double z = x;
        while (z < 10) {
            shift -= StrictMath.log(z);
            z++;
        }
        double inverse = 1 / (z * z);
        double series =
                (1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse * (1.0 / 1680 - inverse / 1188))))
                        / z;
        return shift + (z - 0.5) * StrictMath.log(z) - z + 0.5 * StrictMath.log(2 * Math.PI) + series;
    }
}
