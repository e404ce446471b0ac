package io.ntk.estimators.trace;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Looks;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Draws independent samples of a number block by block: all that were asked for, or, with a tolerance, until the interval
 * for a known part plus their mean is narrow enough.
 *
 * @param samples the samples drawn
 * @param stop why no more were drawn
 */
record Sequence(SampleMean samples, StopReason stop) {
    /**
     * Draws.
     *
     * @param known the part of the value that is known without error
     * @param probes where random vectors come from
     * @param budget how many samples at most
     * @param blocksHeld how many blocks of that many columns are held at a time
     * @param options with the memory limit and perhaps a tolerance
     * @param sample gives one number for each column
     */
    static Sequence draw(
            double known,
            Probes probes,
            int budget,
            int blocksHeld,
            EstimatorOptions options,
            Function<MultiVector, double[]> sample) {
        double[] drawn = new double[budget];
        int most = options.probesAtATime(probes.space(), blocksHeld, budget);
        Looks looks = new Looks(budget, options.tolerance().isPresent());
        int done = 0;
        while (true) {
            int until = looks.next();
            while (done < until) {
                int columns = Math.min(most, until - done);
                try (MultiVector block = probes.block(done, columns)) {
                    System.arraycopy(sample.apply(block), 0, drawn, done, columns);
                }
                done += columns;
            }
            SampleMean mean = SampleMean.of(Arrays.copyOf(drawn, done));
            if (options.tolerance().isEmpty()) {
                return new Sequence(mean, StopReason.COMPLETED);
            }
            double bound = options.tolerance().getAsDouble() * Math.abs(known + mean.mean());
            if (mean.halfWidth(looks.level()) <= bound) {
                return new Sequence(mean, StopReason.TOLERANCE_REACHED);
            }
            if (done == budget) {
                return new Sequence(mean, StopReason.BUDGET_SPENT);
            }
        }
    }
}
