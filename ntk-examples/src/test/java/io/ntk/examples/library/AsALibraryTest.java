package io.ntk.examples.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.inject.Guice;
import com.google.inject.Injector;
import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.metric.Metric;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.runtime.KernelPair;
import io.ntk.runtime.NtkModule;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.tck.golden.GoldenCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listings of the page on ntk as a library are sources that give what they promise. */
class AsALibraryTest {
    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"Plain", "Several", "Injected"})
    void listingsAreTheSources(String name) throws Exception {
        String source = Files.readString(Path.of("src/test/java/io/ntk/examples/library/" + name + ".java"));

        assertThat(Files.readString(Path.of("../docs/library.md")))
                .contains("```java\n" + source.stripTrailing() + "\n```");
    }

    private static ArrayReference array(Path file, String name) {
        return ArrayReference.parse(file + ":" + name);
    }

    @Test
    void bothAgreeWithTheExactValues() {
        Path file = GoldenCase.named("gru").writeNpz(folder);
        ArrayReference before = array(file, "before");
        ArrayReference inputs = array(file, "inputs");

        Estimate alignment = Plain.align(before.toString(), file + ":after", inputs.toString());

        try (NtkRuntime ntk = NtkRuntime.create()) {
            Problem problem = ntk.modelFiles().problem(before, inputs, new ModelSettings("gru"));
            Problem after = ntk.modelFiles().problem(array(file, "after"), inputs, new ModelSettings("gru"));
            Injector injector = Guice.createInjector(new NtkModule());
            Estimate trace = injector.getInstance(Injected.class).trace(problem);
            try (Linearization network = ntk.backend().linearize(problem.withPrecision(Precision.FLOAT64));
                    Linearization last = ntk.backend().linearize(after.withPrecision(Precision.FLOAT64))) {
                EstimatorOptions options = EstimatorOptions.samples(10);
                double exact = ntk.estimators()
                        .trace("exact")
                        .estimate(Kernel.of(network), TraceOf.OPERATOR, options)
                        .value();
                double aligned = ntk.estimators()
                        .alignment("exact")
                        .estimate(Kernel.of(network), Kernel.of(last), options)
                        .value();
                assertThat(trace.value()).isCloseTo(exact, within(0.02 * exact));
                assertThat(alignment.value()).isCloseTo(aligned, within(0.02));
            }
        }
    }

    @Test
    void aPairTellsEveryMetric() {
        GoldenCase golden = GoldenCase.named("gru");
        Path file = golden.writeNpz(folder);
        try (NtkRuntime ntk = NtkRuntime.create(Map.of("precision", "float64"));
                KernelPair kernels = ntk.kernels("gru", file + ":before", file + ":after", file + ":inputs")) {
            Map<String, Estimate> metrics = Several.metrics(kernels);
            assertThat(metrics.keySet())
                    .containsExactlyElementsOf(
                            ntk.metrics().all().stream().map(Metric::name).toList());
            double exact =
                    kernels.alignment("exact", EstimatorOptions.samples(1)).value();
            assertThat(exact).isCloseTo(golden.fact("alignment"), within(1e-9));
            Estimate alignment = metrics.get("alignment");
            assertThat(alignment.value())
                    .isCloseTo(exact, within(5 * alignment.standardError().orElseThrow()));
        }
    }
}
