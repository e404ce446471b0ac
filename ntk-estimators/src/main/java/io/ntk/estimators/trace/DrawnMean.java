package io.ntk.estimators.trace;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Arrays;
import java.util.function.Function;

/** A part that is known without error plus the mean of independent draws of the rest. */
record DrawnMean(double known, SampleMean rest) implements Draws.Result {
    /**
     * Draws at most {@code budget} probes, {@code blocksHeld} blocks being held at a time; {@code sample} gives one
     * number for each column, and {@code nonNegative} says whether their true mean cannot be negative.
     */
    static Draws<DrawnMean> draw(
            double known,
            boolean nonNegative,
            Probes probes,
            int budget,
            int blocksHeld,
            EstimatorOptions options,
            Function<MultiVector, double[]> sample) {
        double[] drawn = new double[budget];
        return Draws.of(
                probes,
                budget,
                blocksHeld,
                options,
                (block, first) -> System.arraycopy(sample.apply(block), 0, drawn, first, block.columns()),
                count -> {
                    double[] draws = Arrays.copyOf(drawn, count);
                    return new DrawnMean(known, nonNegative ? SampleMean.ofNonNegative(draws) : SampleMean.of(draws));
                });
    }

    /** What draws came to. */
    static Outcome outcome(Draws<DrawnMean> drawn) {
        return Outcome.mean(drawn.result().known(), drawn.result().rest(), drawn.stop());
    }

    @Override
    public boolean isWithin(double tolerance, double level) {
        double value = known + rest.mean();
        return rest.interval(known, level)
                .filter(interval -> interval.upper() - value <= tolerance * Math.abs(value)
                        && value - interval.lower() <= tolerance * Math.abs(value))
                .isPresent();
    }
}
