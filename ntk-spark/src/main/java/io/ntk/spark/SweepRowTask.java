package io.ntk.spark;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.cluster.SweepVerb;
import io.ntk.runtime.model.ModelReading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Computes a row of a sweep table on an executor. */
final class SweepRowTask {
    private static final List<String> ALWAYS = List.of("seconds", "engine", "read", "error");
    private static final double NANOS = 1e9;

    private SweepRowTask() {}

    /** {@return the columns of the results that follow those of the table} */
    static List<String> columns(SweepVerb verb) {
        return Stream.concat(SweepQuantity.of(verb).results().stream(), ALWAYS.stream())
                .toList();
    }

    /** {@return the fields of {@link #columns}; the last is empty unless the row failed} */
    static List<String> run(SweepVerb verb, SweepRow row, EngineSpecification engine) {
        try (NtkRuntime runtime = NtkRuntime.create();
                RemoteFiles files = new RemoteFiles()) {
            return compute(verb, row, engine, runtime, files);
        } catch (NtkException e) {
            return failed(verb, String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return failed(verb, "internal error: " + e);
        } catch (OutOfMemoryError e) {
            return failed(
                    verb,
                    "The executor ran out of memory: " + e.getMessage() + ". Take fewer samples, or give executors"
                            + " more memory (spark.executor.memory).");
        }
    }

    /** {@return the fields of a row that failed} */
    static List<String> failed(SweepVerb verb, String error) {
        ArrayList<String> fields =
                new ArrayList<>(Collections.nCopies(columns(verb).size() - 1, ""));
        fields.add(
                error.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("unknown"));
        return fields;
    }

    private static List<String> compute(
            SweepVerb verb, SweepRow row, EngineSpecification engine, NtkRuntime runtime, RemoteFiles files) {
        AutodiffBackend backend = ProcessState.get().engine(engine);
        long start = System.nanoTime();
        List<ModelReading> readings = new ArrayList<>();
        SweepQuantity.Means means = new SweepQuantity.Means(
                backend,
                Math.min(engine.memoryLimit(), Runtime.getRuntime().maxMemory()),
                runtime.estimators(),
                runtime.modelFiles().telling(readings::add),
                files::fetch);
        List<String> fields = new ArrayList<>(SweepQuantity.of(verb).compute(row, means));
        double seconds = (System.nanoTime() - start) / NANOS;
        fields.addAll(List.of(String.valueOf(seconds), backend.id() + ": " + backend.engine(), json(readings), ""));
        return fields;
    }

    /** An array of an object for each checkpoint, on one line, as the JSON of other verbs has it under {@code model.read}. */
    private static String json(List<ModelReading> readings) {
        return readings.stream()
                .map(reading -> new JsonObject().with(reading.members()).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }
}
