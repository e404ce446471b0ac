package io.ntk.cli.command;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.model.BeforeAfter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The quantities that one backend computes for a pair of problems, by name, on probes that are the same for every
 * backend.
 */
record Answers(Map<String, double[]> quantities, double seconds) {
    private static final int PROBES = 4;

    static Answers of(
            AutodiffBackend backend, BeforeAfter pair, AlignmentEstimator estimator, EstimatorOptions options) {
        Stopwatch watch = Stopwatch.started();
        Map<String, double[]> quantities = new LinkedHashMap<>();
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after());
                MultiVector v =
                        before.observationSpace().probes(ProbeDistribution.GAUSSIAN, options.seed(), 0, PROBES);
                MultiVector u = before.parameterSpace().probes(ProbeDistribution.GAUSSIAN, options.seed(), 0, PROBES);
                MultiVector vjp = before.vjp(v);
                MultiVector jvp = before.jvp(u);
                MultiVector ntk = before.ntk().times(v)) {
            quantities.put("states", before.observations());
            quantities.put("vjp", columns(vjp));
            quantities.put("jvp", columns(jvp));
            quantities.put("Θ·v", columns(ntk));
            double alignment = estimator
                    .estimate(Kernel.of(before), Kernel.of(after), options)
                    .value();
            quantities.put("alignment", new double[] {alignment});
        }
        return new Answers(quantities, watch.seconds());
    }

    /**
     * {@return for each quantity, the largest difference of two elements divided by the largest element of the other
     * backend; infinite where one is not a number}
     */
    Map<String, Double> differencesFrom(Answers other) {
        Map<String, Double> differences = new LinkedHashMap<>();
        other.quantities.forEach((name, expected) -> {
            double[] actual = quantities.getOrDefault(name, new double[0]);
            differences.put(name, difference(actual, expected));
        });
        return differences;
    }

    private static double difference(double[] actual, double[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double size = Double.MIN_NORMAL;
        for (int i = 0; i < expected.length; i++) {
            double gap = Math.abs(actual[i] - expected[i]);
            largest = Double.isNaN(gap) ? Double.POSITIVE_INFINITY : Math.max(largest, gap);
            size = Math.max(size, Math.abs(expected[i]));
        }
        return largest / size;
    }

    private static double[] columns(MultiVector block) {
        int length = Math.toIntExact(block.space().dimension());
        double[] all = new double[Math.multiplyExact(length, block.columns())];
        double[][] values = block.toArrays();
        for (int j = 0; j < values.length; j++) {
            System.arraycopy(values[j], 0, all, j * length, length);
        }
        return all;
    }
}
