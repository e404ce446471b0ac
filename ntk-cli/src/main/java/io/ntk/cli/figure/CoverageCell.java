package io.ntk.cli.figure;

import io.ntk.api.Precision;
import java.util.ArrayList;
import java.util.List;

/**
 * What the runs of one method with one budget came to, on one network in one precision.
 *
 * @param network the name of the network
 * @param precision of its kernels
 * @param quantity what was estimated
 * @param method how
 * @param samples the budget
 * @param intervals how many runs stated an interval
 * @param covering how many intervals hold the exact value
 * @param exact how many runs were exact, and said so
 * @param withheld how many gave a value without interval
 * @param refused how many refused the budget
 * @param failed how many gave no value
 * @param impossible how many gave a value, or an interval that ends at one, that the quantity cannot have
 * @param medianError the median of the relative errors; NaN without any
 */
record CoverageCell(
        String network,
        Precision precision,
        String quantity,
        String method,
        int samples,
        int intervals,
        int covering,
        int exact,
        int withheld,
        int refused,
        int failed,
        int impossible,
        double medianError) {
    /** From this budget on coverage must be close to 95%; below it need only not be much less. */
    static final int ENOUGH_SAMPLES = 20;

    /** What is wanted from {@link #ENOUGH_SAMPLES} on: 95%, plus or minus three standard deviations of chance with 500 seeds. */
    static final double LEAST = 0.92;

    static final double MOST = 0.98;
    private static final double LEAST_OF_FEW = 0.90;
    private static final double CHANCE = MOST - 0.95;

    static CoverageCell of(
            String network, Precision precision, EstimatedNumber number, int samples, List<Trial> trials) {
        return new CoverageCell(
                network,
                precision,
                number.quantity(),
                number.method(),
                samples,
                count(trials, Trial.End.INTERVAL),
                (int) trials.stream().filter(Trial::covers).count(),
                count(trials, Trial.End.EXACT),
                count(trials, Trial.End.WITHHELD),
                count(trials, Trial.End.REFUSED),
                count(trials, Trial.End.FAILED),
                (int) trials.stream().filter(trial -> !trial.possible()).count(),
                median(trials));
    }

    private static int count(List<Trial> trials, Trial.End end) {
        return (int) trials.stream().filter(trial -> trial.end() == end).count();
    }

    private static double median(List<Trial> trials) {
        double[] errors = trials.stream()
                .mapToDouble(Trial::error)
                .filter(error -> !Double.isNaN(error))
                .sorted()
                .toArray();
        int n = errors.length;
        return n == 0 ? Double.NaN : (errors[(n - 1) / 2] + errors[n / 2]) / 2;
    }

    /** The share of the intervals that hold the exact value; NaN if none was stated. */
    double coverage() {
        return intervals == 0 ? Double.NaN : (double) covering / intervals;
    }

    /** {@return how much of the coverage that is wanted is missing; negative or NaN if none is} */
    double shortfall() {
        return (samples < ENOUGH_SAMPLES ? LEAST_OF_FEW : LEAST) - allowance() - coverage();
    }

    boolean coversTooMuch() {
        return samples >= ENOUGH_SAMPLES && coverage() > MOST + allowance();
    }

    /** Fewer intervals than the bounds are made for leave more to chance: three standard deviations of it are let pass. */
    private double allowance() {
        return Math.max(0, 3 * Math.sqrt(0.95 * 0.05 / intervals) - CHANCE);
    }

    /** {@return what is wrong with it, in words, the worst first; empty if nothing is} */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (failed > 0) {
            faults.add("gives no value at times");
        }
        if (impossible > 0) {
            faults.add("reaches the impossible");
        }
        if (shortfall() > 0) {
            faults.add("covers too little");
        }
        if (coversTooMuch()) {
            faults.add("covers too much");
        }
        return faults;
    }
}
