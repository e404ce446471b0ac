package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.model.BeforeAfter;
import java.util.OptionalInt;

/** An alignment whose blocks are larger than the heap that {@link SmallHeapTest} gives it. */
final class SmallHeapAlignment {
    private static final int TRIALS = 1000;
    private static final int STEPS = 50;
    private static final int HIDDEN = 20;
    private static final int SAMPLES = 40;

    private SmallHeapAlignment() {}

    /** {@return the bytes of both kernels' products with all probes} */
    static long bytes() {
        return 2L * TRIALS * STEPS * HIDDEN * SAMPLES * Double.BYTES;
    }

    /** Estimates with all probes at once on a cluster, whose executors store their products. */
    public static void main(String[] arguments) {
        try (NtkRuntime runtime = NtkRuntime.create();
                Cluster cluster = new SparkClusterProvider().connect("local[2]");
                AutodiffBackend backend = cluster.backend(
                        runtime.backends().configured(),
                        BackendOptions.defaults().withThreads(1),
                        OptionalInt.of(50))) {
            System.out.println("heap " + Runtime.getRuntime().maxMemory());
            System.out.println("alignment " + alignment(backend, Long.MAX_VALUE));
            System.out.flush();
        }
    }

    static double alignment(AutodiffBackend backend, long memoryLimit) {
        BeforeAfter pair = SmallProblems.pair("rnn_tanh", TRIALS, STEPS, 2, HIDDEN, Precision.FLOAT64);
        try (NtkRuntime runtime = NtkRuntime.create();
                Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            return runtime.estimators()
                    .alignment("shared-sketch")
                    .estimate(
                            Kernel.of(before),
                            Kernel.of(after),
                            EstimatorOptions.samples(SAMPLES).withSeed(3).withMemoryLimit(memoryLimit))
                    .value();
        }
    }
}
