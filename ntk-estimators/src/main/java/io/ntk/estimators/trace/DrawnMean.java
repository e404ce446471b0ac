package io.ntk.estimators.trace;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A known part plus the mean of independent draws of the rest.
 *
 * @param known the part of the value that is known without error
 * @param rest the draws
 */
record DrawnMean(double known, SampleMean rest) implements Draws.Result {
    /**
     * Draws.
     *
     * @param known the known part
     * @param probes where random vectors come from
     * @param budget how many draws at most
     * @param blocksHeld how many blocks with equally many columns are held at a time
     * @param options with the memory limit and perhaps a tolerance
     * @param sample gives one number for each column
     */
    static Draws<DrawnMean> draw(
            double known,
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
                count -> new DrawnMean(known, SampleMean.of(Arrays.copyOf(drawn, count))));
    }

    /** What draws came to. */
    static Outcome outcome(Draws<DrawnMean> drawn) {
        return Outcome.mean(drawn.result().known(), drawn.result().rest(), drawn.stop());
    }

    @Override
    public boolean isWithin(double tolerance, double level) {
        return rest.halfWidth(level) <= tolerance * Math.abs(known + rest.mean());
    }
}
