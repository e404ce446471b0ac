package io.ntk.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.linalg.MultiVector;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ProblemSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs, on problems that are too small for meaningful times. */
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
        // There are products and exact alignments of two cells, and five operations on blocks.
        assertThat(results).hasSize(9);
        assertThat(results)
                .allSatisfy(r -> assertThat(r.getPrimaryResult().getScore()).isPositive());
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void productsHaveARate(Precision precision) throws InterruptedException, ExecutionException {
        GemmRate rate = new GemmRate(2, precision, 1);
        assertThat(rate.measure(new GemmRate.Shape(400, 300, 200))).isPositive().isFinite();
    }

    @ParameterizedTest
    @CsvSource({"gru, gru_original", "lstm, lstm_peephole"})
    void cellsForComparisonMultiplyAsMuchAsTheirBuiltInCounterparts(String builtIn, String custom) {
        try (NtkRuntime runtime = NtkRuntime.create(Map.of())) {
            assertThat(multiplied(runtime, custom)).isEqualTo(multiplied(runtime, builtIn));
        }
    }

    /** The elements of a cell's matrices. */
    private static int multiplied(NtkRuntime runtime, String cell) {
        return runtime
                .randomProblems()
                .pair(cell, ProblemSizes.parse("2,3,8,3"), 0, Precision.FLOAT64)
                .before()
                .model()
                .layout()
                .tensors()
                .stream()
                .filter(tensor -> tensor.shape().size() == 2)
                .mapToInt(ParameterTensor::size)
                .sum();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gru_original", "lstm_peephole"})
    void cellsForComparisonHaveTheKernelOfTheirJacobian(String cell) {
        try (Subject subject = new Subject("native", cell, ProblemSizes.parse("2,3,5,2"), Precision.FLOAT64);
                MultiVector probes = subject.probes(3);
                MultiVector gradients = subject.before().jacobian().adjoint().times(probes);
                MultiVector twice = subject.before().jacobian().times(gradients);
                MultiVector once = subject.before().ntk().times(probes)) {
            for (int j = 0; j < 3; j++) {
                assertThat(once.toArray(j)).containsExactly(twice.toArray(j), within(1e-12));
            }
        }
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

    @Test
    void growthOfExactMarksWhereTheContractionChanges(@TempDir Path folder) throws IOException {
        ExactGrowth.main(new String[] {folder.toString(), "rnn", "1,3,16,1"});
        List<String> rows = Files.readAllLines(folder.resolve("exact.csv"));
        assertThat(rows).hasSize(1 + 3 * 6);
        assertThat(rows.get(0)).isEqualTo("quantity,value,seconds,operations,contraction");
        assertThat(rows.get(1)).startsWith("steps,").endsWith(",trials");
        assertThat(rows.get(6)).endsWith(",features");
        assertThat(Files.readString(folder.resolve("exact.svg")))
                .contains("Processor time of exact, rnn from [1, 3, 16]");
    }

    @Test
    void everyMethodOfControlHasErrorsOfEveryNetwork() {
        List<String> rows = new ArrayList<>();
        TraceControl.measure(2, 0.5, 1, rows::add);
        assertThat(rows.get(0)).startsWith("network,");
        assertThat(rows)
                .filteredOn(row -> row.contains(",40,exact traces for nothing,"))
                .hasSize(4)
                .allSatisfy(row -> assertThat(row).doesNotContain("NaN"));
        assertThat(rows).filteredOn(row -> row.contains(",100,trial probes,")).hasSize(4);
    }
}
