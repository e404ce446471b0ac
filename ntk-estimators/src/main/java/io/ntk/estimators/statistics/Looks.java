package io.ntk.estimators.statistics;

/**
 * When a sequential method looks at its error, and the confidence that it needs to stop there.
 *
 * <p>A method that stops at the first 95% interval that is narrow enough stops too often by luck. So the 5% are divided
 * among the looks, α_j = 0.05 / (j (j + 1)) at look j, whose sum is at most 5%; and the number of samples grows
 * by half from look to look, so that there are few.
 */
public final class Looks {
    private static final int FIRST = 16;

    private final int budget;
    private final boolean sequential;
    private int samples;
    private int looks;

    /**
     * Plans the looks.
     *
     * @param budget the most samples, at least 1
     * @param sequential whether to look before the budget is spent
     */
    public Looks(int budget, boolean sequential) {
        this.budget = budget;
        this.sequential = sequential;
    }

    /** {@return the number of samples at the next look; the budget at the last} */
    public int next() {
        long wanted = samples == 0 ? FIRST : samples + (samples + 1L) / 2;
        samples = sequential ? (int) Math.min(budget, wanted) : budget;
        looks++;
        return samples;
    }

    /** {@return the confidence level at which the interval of the current look must be narrow enough} */
    public double level() {
        return level(looks);
    }

    /**
     * {@return the confidence level at which the interval of a look must be narrow enough}
     *
     * @param look its number, from 1
     */
    public static double level(int look) {
        return 1 - 0.05 / ((double) look * (look + 1));
    }
}
