package io.ntk.spark;

import io.ntk.api.NtkException;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.Interval;
import io.ntk.io.json.JsonObject;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ModelReading;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Computes a row of a sweep table on an executor. */
final class SweepRowTask {
    /** The columns of the results that follow those of the table. */
    static final List<String> COLUMNS = List.of(
            "value",
            "standard_error",
            "lower95",
            "upper95",
            "error_kind",
            "method",
            "applications",
            "seconds",
            "engine",
            "read",
            "error");

    private static final double NANOS = 1e9;

    private SweepRowTask() {}

    /** {@return the fields of {@link #COLUMNS}; the last is empty unless the row failed} */
    static List<String> run(SweepRow row, EngineSpecification engine) {
        try (NtkRuntime runtime = NtkRuntime.create();
                RemoteFiles files = new RemoteFiles()) {
            return estimate(row, ProcessState.get().engine(engine), runtime, files);
        } catch (NtkException e) {
            return failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            return failed("internal error: " + e);
        } catch (OutOfMemoryError e) {
            return failed("The executor ran out of memory: " + e.getMessage()
                    + ". Take fewer samples, or give executors" + " more memory (spark.executor.memory).");
        }
    }

    /** {@return the fields of a row that failed} */
    static List<String> failed(String error) {
        ArrayList<String> fields = new ArrayList<>(Collections.nCopies(COLUMNS.size() - 1, ""));
        fields.add(
                error.lines().map(String::strip).reduce((a, b) -> a + " " + b).orElse("unknown"));
        return fields;
    }

    private static List<String> estimate(SweepRow row, AutodiffBackend backend, NtkRuntime runtime, RemoteFiles files) {
        long start = System.nanoTime();
        Estimators estimators = runtime.estimators();
        AlignmentEstimator estimator =
                row.estimator().map(estimators::alignment).orElseGet(estimators::defaultAlignment);
        List<ModelReading> readings = new ArrayList<>();
        BeforeAfter pair = runtime.modelFiles()
                .telling(readings::add)
                .pair(
                        files.fetch(row.required(SweepRow.BEFORE)),
                        files.fetch(row.required(SweepRow.AFTER)),
                        files.fetch(row.required(SweepRow.INPUTS)),
                        row.settings(files::fetch));
        try (KernelPair kernels = KernelPair.open(backend, pair, estimators, runtime.metrics())) {
            AlignmentEstimate result = estimator.estimate(
                    kernels.before(),
                    kernels.after(),
                    row.options(pair.before().observedShape().size()));
            return fields(result.estimate(), backend, (System.nanoTime() - start) / NANOS, json(readings));
        }
    }

    private static List<String> fields(Estimate estimate, AutodiffBackend backend, double seconds, String read) {
        String error = estimate.standardError().isPresent()
                ? String.valueOf(estimate.standardError().getAsDouble())
                : "";
        return new ArrayList<>(List.of(
                String.valueOf(estimate.value()),
                error,
                estimate.interval95().map(Interval::lower).map(String::valueOf).orElse(""),
                estimate.interval95().map(Interval::upper).map(String::valueOf).orElse(""),
                estimate.errorKind().label(),
                estimate.estimator(),
                String.valueOf(estimate.operatorApplications()),
                String.valueOf(seconds),
                backend.id() + ": " + backend.engine(),
                read,
                ""));
    }

    /** An array of an object for each checkpoint, on one line, as the JSON of other verbs has it under {@code model.read}. */
    private static String json(List<ModelReading> readings) {
        return readings.stream()
                .map(reading -> new JsonObject().with(reading.members()).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }
}
