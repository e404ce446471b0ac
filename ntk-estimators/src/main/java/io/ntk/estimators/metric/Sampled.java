package io.ntk.estimators.metric;

import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.SampleMean;

/** The expectation of a statistic: a part that is known plus the mean of independent draws of the rest. */
final class Sampled {
    private final double known;
    private final double[] draws;
    private final double rounding;
    private final double[] changes;

    /**
     * Keeps the array.
     *
     * @param known the known part, zero for plain probes
     * @param draws a draw for each probe, perhaps none
     * @param rounding a bound of the error of the known part by rounding, as far as products show it themselves
     * @param changes what float64 changes in it, by each of a few vectors; empty if that is not measured
     */
    Sampled(double known, double[] draws, double rounding, double[] changes) {
        this.known = known;
        this.draws = draws;
        this.rounding = rounding;
        this.changes = changes;
    }

    /** Without a measure of what float64 changes. */
    Sampled(double known, double[] draws, double rounding) {
        this(known, draws, rounding, new double[0]);
    }

    /** Not to be changed. */
    double[] changes() {
        return changes;
    }

    double rounding() {
        return rounding;
    }

    /** The same with another bound of the error by rounding. */
    Sampled withRounding(double bound) {
        return new Sampled(known, draws, bound, changes);
    }

    /** The same with another known part. */
    Sampled plus(double shift) {
        return new Sampled(known + shift, draws, rounding, changes);
    }

    double known() {
        return known;
    }

    /** Not to be changed. */
    double[] draws() {
        return draws;
    }

    /** All draws but one; all if the index is −1. */
    private int count(int without) {
        return without < 0 ? draws.length : draws.length - 1;
    }

    /** The sum of {@link #mean} over the draws: what is left of a division where two statistics have as many. */
    private double sum(int without) {
        return known * count(without) + Jackknife.sumWithout(draws, without);
    }

    double mean(int without) {
        int count = count(without);
        return count == 0 ? known : known + Jackknife.sumWithout(draws, without) / count;
    }

    double ratio(Sampled denominator, int without) {
        return count(without) == 0 ? known / denominator.known : sum(without) / denominator.sum(without);
    }

    /** The square of the expectation, unbiased from two draws on. */
    double squaredExpectation(int without) {
        int count = count(without);
        double mean = mean(without);
        return count < 2 ? mean * mean : known * (2 * mean - known) + Jackknife.squaredMean(draws, without);
    }

    /** The standard error of the mean, 0 without draws. */
    double standardError() {
        return draws.length == 0 ? 0 : SampleMean.of(draws).standardError().orElse(Double.POSITIVE_INFINITY);
    }
}
