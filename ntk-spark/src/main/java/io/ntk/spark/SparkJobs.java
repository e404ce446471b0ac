package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

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

    /** {@return elements, each in a partition of its own, in their order} */
    <T> JavaRDD<T> parallelize(List<T> elements) {
        return run(() -> context.parallelize(elements, elements.size()));
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

    /**
     * Computes the elements of a collection, one in each partition, and tells of each when it is there.
     *
     * @param <T> what an element is, which must be serializable
     * @param elements the collection; its first partitions are begun first
     * @param arrived is told of each element and the index of its partition, by one thread at a time; what it throws ends the job
     * @throws NtkException as {@link #run}
     */
    <T> void forEach(JavaRDD<T> elements, ObjIntConsumer<T> arrived) {
        AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
        scala.Function2<TaskContext, scala.collection.Iterator<T>, T> only =
                (scala.Function2<TaskContext, scala.collection.Iterator<T>, T> & Serializable)
                        (task, partition) -> partition.next();
        scala.Function2<Object, T, BoxedUnit> handler = (partition, element) -> {
            try {
                arrived.accept(element, (Integer) partition);
            } catch (RuntimeException e) {
                thrown.compareAndSet(null, e);
                throw e;
            }
            return BoxedUnit.UNIT;
        };
        List<Object> partitions = new ArrayList<>();
        IntStream.range(0, elements.getNumPartitions()).forEach(partitions::add);
        String group = UUID.randomUUID().toString();
        try {
            run(() -> {
                context.setJobGroup(group, "each of " + partitions.size());
                context.sc()
                        .runJob(
                                elements.rdd(),
                                only,
                                CollectionConverters.asScala(partitions).toSeq(),
                                handler,
                                elements.classTag());
                return partitions;
            });
        } catch (RuntimeException e) {
            // Partitions that are not begun would be computed for nobody.
            context.cancelJobGroup(group);
            RuntimeException own = thrown.get();
            throw own == null ? e : own;
        } finally {
            context.clearJobGroup();
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

    /** {@return how many tasks each executor runs at once, if Spark is told; else an executor runs one on each of its processors} */
    OptionalInt tasksOfExecutor() {
        SparkConf conf = context.sc().getConf();
        if (isLocal()) {
            return OptionalInt.of(parallelism());
        }
        return conf.contains("spark.executor.cores")
                ? OptionalInt.of(
                        Math.max(1, conf.getInt("spark.executor.cores", 1) / conf.getInt("spark.task.cpus", 1)))
                : OptionalInt.empty();
    }

    List<Integer> slots() {
        return IntStream.range(0, 4 * parallelism()).boxed().toList();
    }
}
