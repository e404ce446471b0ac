package io.ntk.spark;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.Cluster;
import io.ntk.runtime.model.BeforeAfter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The driver of {@link StandaloneClusterTest}, a process of its own because a process can have only one Spark. Estimates an
 * alignment by each of some methods twice; in the middle of the second time it says so, and waits for a line.
 */
final class ClusterAlignment {
    /** More than the sum adds at a node, so that its tree has two levels. */
    private static final int SHARDS = 9;

    /** Four blocks of three probes, of which three blocks are held at a time. */
    private static final EstimatorOptions OPTIONS =
            EstimatorOptions.samples(12).withSeed(5).withMemoryLimit(3L * 3 * 12 * 5 * 6 * Double.BYTES);

    private ClusterAlignment() {}

    /** {@return two networks; for the exact method so large that a task takes some tenths of a second} */
    static BeforeAfter pair(String method) {
        return method.equals(ExactNtk.NAME)
                ? SmallProblems.pair("gru", 36, 24, 2, 16, Precision.FLOAT64)
                : SmallProblems.pair("gru", 12, 5, 2, 6, Precision.FLOAT64);
    }

    static EstimatorOptions options(String method) {
        return method.equals(ExactNtk.NAME) ? OPTIONS.withMemoryLimit(1L << 28) : OPTIONS;
    }

    public static void main(String[] arguments) {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (NtkRuntime runtime = NtkRuntime.create();
                Cluster cluster = new SparkClusterProvider().connect(arguments[0]);
                AutodiffBackend backend = cluster.backend(
                        runtime.backends().configured(),
                        BackendOptions.defaults().withThreads(1),
                        OptionalInt.of(SHARDS))) {
            for (String method : List.of(arguments).subList(1, arguments.length)) {
                say("undisturbed " + alignment(method, runtime, backend, options(method)));
                say("disturbed "
                        + alignment(method, runtime, backend, options(method).withProgress(new Pause(in))));
            }
        }
    }

    /** Says that the middle is reached, and waits for a line there. */
    private static final class Pause implements Progress {
        private final BufferedReader in;
        private final AtomicBoolean waited = new AtomicBoolean();

        Pause(BufferedReader in) {
            this.in = in;
        }

        @Override
        public void made(long products, long expected) {
            at((double) products, (double) expected);
        }

        @Override
        public void computed(Work work) {
            at(work.done(), work.expected());
        }

        private void at(double done, double expected) {
            if (done >= expected / 2 && waited.compareAndSet(false, true)) {
                say("middle " + done + " of " + expected);
                read(in);
            }
        }
    }

    private static double alignment(
            String method, NtkRuntime runtime, AutodiffBackend backend, EstimatorOptions options) {
        BeforeAfter pair = pair(method);
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            return runtime.estimators()
                    .alignment(method)
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
