package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.NotSerializableException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/** Runs jobs, and turns the failure of a job into one sentence. */
final class SparkJobs {
    private final JavaSparkContext context;
    private final Map<Shards, JavaRDD<Integer>> indices = new HashMap<>();

    SparkJobs(JavaSparkContext context) {
        this.context = context;
    }

    JavaSparkContext context() {
        return context;
    }

    /**
     * The indices of the shards, one in each partition. They are cached, so the scheduler keeps sending a shard to the
     * executor that holds its index and therefore its linearization.
     */
    synchronized JavaRDD<Integer> indices(Shards shards) {
        return indices.computeIfAbsent(
                shards,
                division -> run(() -> context.parallelize(
                                IntStream.range(0, division.count()).boxed().toList(), division.count())
                        .cache()));
    }

    /** {@return a value that tasks can read but never modify} */
    <T> Broadcast<T> broadcast(T value) {
        return run(() -> context.broadcast(value));
    }

    /**
     * Runs work that may run jobs.
     *
     * @throws NtkException the exception that a task threw, or {@code BACKEND_UNAVAILABLE} with Spark's reason
     */
    <T> T run(Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw failure(e);
        }
    }

    private RuntimeException failure(Exception e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof NtkException mistake) {
                return mistake;
            }
            if (cause instanceof NotSerializableException notSerializable) {
                return new NtkException(
                        ErrorId.CELL_DEFINITION,
                        "The cell cannot be sent to executors because it holds an object of class "
                                + notSerializable.getMessage() + ".",
                        "A cell must hold only its constants, in serializable fields.",
                        e);
            }
            if (cause instanceof OutOfMemoryError full) {
                throw full;
            }
        }
        String reason = context.sc().isStopped()
                ? "it has stopped, or lost its master"
                : String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
        return new NtkException(
                ErrorId.BACKEND_UNAVAILABLE,
                "The Spark cluster " + context.master() + " failed: " + reason + (reason.endsWith(".") ? "" : "."),
                "Check that its master is running and can be reached, and read the logs of its executors; with"
                        + " --stacktrace, ntk shows where it failed.",
                e);
    }

    /** {@return whether tasks run in this process} */
    boolean isLocal() {
        return context.isLocal();
    }

    /** {@return the number of tasks that run at once} */
    int parallelism() {
        return run(context::defaultParallelism);
    }

    List<Integer> slots() {
        return IntStream.range(0, 4 * parallelism()).boxed().toList();
    }
}
