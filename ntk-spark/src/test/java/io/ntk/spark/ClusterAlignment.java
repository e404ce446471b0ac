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
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The driver of {@link StandaloneClusterTest}, a process of its own because a process can have only one Spark. Estimates an
 * alignment twice; in the middle of the second time it says so, and waits for a line.
 */
final class ClusterAlignment {
    /** More than the sum adds at a node, so that its tree has two levels. */
    private static final int SHARDS = 9;

    /** Four blocks of three probes, of which three blocks are held at a time. */
    private static final EstimatorOptions OPTIONS =
            EstimatorOptions.samples(12).withSeed(5).withMemoryLimit(3L * 3 * 12 * 5 * 6 * Double.BYTES);

    private ClusterAlignment() {}

    static BeforeAfter pair() {
        return SmallProblems.pair("gru", 12, 5, 2, 6, Precision.FLOAT64);
    }

    static EstimatorOptions options() {
        return OPTIONS;
    }

    public static void main(String[] arguments) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (NtkRuntime runtime = NtkRuntime.create();
                Cluster cluster = new SparkClusterProvider().connect(arguments[0]);
                AutodiffBackend backend = cluster.backend(
                        runtime.backends().configured(),
                        BackendOptions.defaults().withThreads(1),
                        OptionalInt.of(SHARDS))) {
            say("undisturbed " + alignment(runtime, backend, OPTIONS));
            AtomicBoolean waited = new AtomicBoolean();
            say("disturbed "
                    + alignment(runtime, backend, OPTIONS.withProgress((made, expected) -> {
                        if (made >= expected / 2 && waited.compareAndSet(false, true)) {
                            say("middle " + made + " of " + expected);
                            read(in);
                        }
                    })));
        }
    }

    private static double alignment(NtkRuntime runtime, AutodiffBackend backend, EstimatorOptions options) {
        BeforeAfter pair = pair();
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            return runtime.estimators()
                    .alignment("shared-sketch")
                    .estimate(Kernel.of(before), Kernel.of(after), options)
                    .value();
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void read(BufferedReader in) {
        try {
            in.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
