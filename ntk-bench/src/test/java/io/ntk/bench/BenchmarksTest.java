package io.ntk.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That every benchmark runs, on problems so small that their times mean nothing. */
class BenchmarksTest {
    @Test
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.ntk\\.bench\\..*")
                        .param("backend", "native")
                        .param("cell", "rnn", "lstm")
                        .param("size", "2,3,4,2")
                        .param("samples", "3")
                        .mode(Mode.SingleShotTime)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .forks(0)
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        // Products and exact alignments of two cells, five operations on blocks.
        assertThat(results).hasSize(9);
        assertThat(results)
                .allSatisfy(r -> assertThat(r.getPrimaryResult().getScore()).isPositive());
    }

    @Test
    void growthWritesWhatItMeasured(@TempDir Path folder) throws IOException {
        Growth.main(new String[] {folder.toString(), "rnn", "2,2,8,1", "2"});
        List<String> rows = Files.readAllLines(folder.resolve("growth.csv"));
        assertThat(rows).hasSize(1 + 3 * 4 + 3);
        assertThat(rows.get(0)).isEqualTo("quantity,value,seconds,relative_value,relative_seconds");
        assertThat(rows.get(4)).startsWith("steps,20,").contains(",10,");
        assertThat(rows.get(8)).startsWith("trials,20,");
        assertThat(rows.get(12)).startsWith("probes,20,");
        assertThat(rows.get(15)).startsWith("hidden units,40,").contains(",5,");
        assertThat(Files.readString(folder.resolve("growth.svg")))
                .contains("Growth of the time of a shared-sketch alignment");
    }
}
