package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.cluster.SweepOutcome;
import io.ntk.runtime.cluster.SweepVerb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            return new SweepOutcome(
                    tries.size() - failed, failed, present, results.columns(), answered(table, results), files(table));
        } finally {
            drivers.shutdownNow();
        }
    }

    /** The results, each with the first line of the table that asks for it. */
    private static List<SweepOutcome.Row> answered(SweepTable table, SweepResults results) {
        Map<List<String>, Integer> lines = new HashMap<>();
        for (int i = 0; i < table.rows().size(); i++) {
            lines.putIfAbsent(SweepResults.harmless(table.rows().get(i)), i + 2);
        }
        int asked = table.columns().size();
        return results.records().stream()
                .map(fields -> new SweepOutcome.Row(
                        lines.getOrDefault(SweepResults.harmless(fields.subList(0, Math.min(asked, fields.size()))), 0),
                        fields))
                .toList();
    }

    /** Other machines of a cluster may have other files under the same names. */
    private List<ArrayReference> files(SweepTable table) {
        return jobs.context().sc().isLocal()
                ? table.rows().stream()
                        .flatMap(fields ->
                                SweepRow.of(table.columns(), fields, precision).files())
                        .distinct()
                        .toList()
                : List.of();
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
