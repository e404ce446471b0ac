package io.ntk.estimators.metric;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Draws probes block by block, multiplies several kernels by each block, and keeps the statistics that are needed. */
final class SharedProbes {
    private final Set<Statistic> needed;
    private final List<String> names;
    private final EstimatorOptions options;
    private final int least;
    private final double[][] forms;
    private final double[][] squares;
    private final double[][][] innerProducts;
    private final double[][][] squaredDifferences;
    private long order;

    /** Draws all probes: {@code options.samples()}, at least {@code least}. */
    SharedProbes(
            List<KernelSource> kernels,
            List<String> names,
            Set<Statistic> needed,
            int least,
            EstimatorOptions options) {
        this.names = names;
        this.needed = needed;
        this.least = least;
        this.options = options;
        int k = kernels.size();
        this.forms = new double[k][options.samples()];
        this.squares = new double[k][options.samples()];
        this.innerProducts = ofPairs(Statistic.INNER_PRODUCT, k);
        this.squaredDifferences = ofPairs(Statistic.SQUARED_DIFFERENCE, k);
        for (int first = 0; first < options.samples(); ) {
            try (Block block = new Block(first)) {
                kernels.forEach(kernel -> kernel.use(block::multiply));
                first += block.compare();
            }
        }
    }

    private double[][][] ofPairs(Statistic statistic, int kernels) {
        return needed.contains(statistic) ? new double[kernels][kernels][options.samples()] : new double[0][][];
    }

    /** The statistics of kernels i and j; a statistic of one kernel is that of i. */
    ProbeStatistics of(int i, int j) {
        Map<Statistic, double[]> values = new EnumMap<>(Statistic.class);
        needed.forEach(statistic -> values.put(statistic, values(statistic, i, j)));
        return new ProbeStatistics(values, options.samples(), order);
    }

    private double[] values(Statistic statistic, int i, int j) {
        return switch (statistic) {
            case QUADRATIC_FORM -> forms[i];
            case SQUARED_NORM -> squares[i];
            case SQUARED_NORM_LATER -> squares[j];
            case INNER_PRODUCT -> i == j ? squares[i] : innerProducts[Math.min(i, j)][Math.max(i, j)];
            case SQUARED_DIFFERENCE -> squaredDifferences[Math.min(i, j)][Math.max(i, j)];
        };
    }

    /** A block of probes and its products with each kernel, which are kept if the kernels are compared. */
    private final class Block implements AutoCloseable {
        private final int first;
        private final boolean compared = needed.stream().anyMatch(Statistic::isOfPair);
        private final List<Sketch> sketches = new ArrayList<>();
        private int kernels;
        private @Nullable MultiVector omega;

        Block(int first) {
            this.first = first;
        }

        /** Multiplies the next kernel. */
        void multiply(Kernel kernel) {
            kernel.require(Metric.METHOD, OperatorProperty.SYMMETRIC);
            MultiVector probes = probes(kernel.operator().domain());
            Sketch sketch = Sketch.of(kernel, probes);
            if (compared) {
                sketches.add(sketch);
            } else {
                sketch.close();
            }
            put(sketch.forms(), forms[kernels]);
            put(sketch.squares(), squares[kernels]);
            kernels++;
            long done = (long) first * names.size() + (long) kernels * probes.columns();
            options.progress().made(done, (long) options.samples() * names.size());
        }

        private MultiVector probes(VectorSpace space) {
            if (omega == null) {
                order = space.dimension();
                options.requireSamples(Metric.METHOD, least, order);
                int held = compared ? names.size() + 1 : 2;
                int most = options.probesAtATime(space, held, options.samples());
                omega = Probes.of(space, options.probes(), options.seed())
                        .block(first, Math.min(most, options.samples() - first));
            } else if (!omega.space().equals(space)) {
                throw new NtkException(
                        ErrorId.SPACE_MISMATCH,
                        "The kernel " + names.get(0) + " acts on " + omega.space() + ", the one " + names.get(kernels)
                                + " on " + space + ".",
                        "Compare models with equally many units, on the same inputs and with the same observable.");
            }
            return omega;
        }

        /** Compares all kernels and returns the number of probes. The probes themselves are no longer needed. */
        int compare() {
            MultiVector scratch = java.util.Objects.requireNonNull(omega);
            for (int i = 0; i < sketches.size(); i++) {
                for (int j = i + 1; j < sketches.size(); j++) {
                    Sketch one = sketches.get(i);
                    Sketch other = sketches.get(j);
                    if (innerProducts.length > 0) {
                        put(one.innerProducts(other), innerProducts[i][j]);
                    }
                    if (squaredDifferences.length > 0) {
                        put(one.squaredDifferences(other, scratch), squaredDifferences[i][j]);
                    }
                }
            }
            return scratch.columns();
        }

        private void put(double[] values, double[] all) {
            System.arraycopy(values, 0, all, first, values.length);
        }

        @Override
        public void close() {
            sketches.forEach(Sketch::close);
            if (omega != null) {
                omega.close();
            }
        }
    }
}
