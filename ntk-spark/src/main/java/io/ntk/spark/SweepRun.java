package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.cluster.SweepVerb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a sweep table: sends each row to an executor as one task and writes each result when it arrives. */
final class SweepRun {
    private final SweepVerb verb;
    private final SparkJobs jobs;
    private final EngineSpecification engine;
    private final Precision precision;

    SweepRun(SweepVerb verb, SparkJobs jobs, EngineSpecification engine, Precision precision) {
        this.verb = verb;
        this.jobs = jobs;
        this.engine = engine;
        this.precision = precision;
    }

    SweepOutcome run(Path tableFile, Path resultsFile) {
        SweepTable table = SweepTable.read(tableFile, SweepQuantity.of(verb));
        ExecutorService drivers = Executors.newFixedThreadPool(Math.max(1, jobs.parallelism()));
        try (SweepResults results = SweepResults.open(resultsFile, table.columns(), SweepRowTask.columns(verb))) {
            List<Future<Boolean>> tries = new ArrayList<>();
            int present = 0;
            for (List<String> fields : table.rows()) {
                if (results.claim(fields)) {
                    tries.add(drivers.submit(() -> compute(table.columns(), fields, results)));
                } else {
                    present++;
                }
            }
            int failed = 0;
            for (Future<Boolean> attempt : tries) {
                failed += result(attempt) ? 0 : 1;
            }
            return new SweepOutcome(tries.size() - failed, failed, present, results.columns(), results.records());
        } finally {
            drivers.shutdownNow();
        }
    }

    private static boolean result(Future<Boolean> attempt) {
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "The sweep was interrupted.",
                    "Run it again; it continues after the rows that are done.",
                    e);
        }
    }

    /** {@return whether the row succeeded} */
    private boolean compute(List<String> columns, List<String> fields, SweepResults results) {
        List<String> answer;
        try {
            answer = answer(SweepRow.of(columns, fields, precision));
        } catch (NtkException e) {
            if (jobs.context().sc().isStopped()) {
                // The cluster has stopped, so no other row can be computed either.
                throw e;
            }
            answer = SweepRowTask.failed(verb, String.valueOf(e.getMessage()));
        }
        results.append(fields, answer);
        return answer.get(answer.size() - 1).isEmpty();
    }

    private List<String> answer(SweepRow row) {
        EngineSpecification specification = engine;
        SweepVerb quantity = verb;
        return jobs.run(() -> jobs.context()
                .parallelize(List.of(row), 1)
                .map(own -> SweepRowTask.run(quantity, own, specification))
                .first());
    }
}
