package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sketches give what the estimators give, with no product on a kernel a second time. */
class KernelSketchTest {
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(20).withSeed(11);

    @ParameterizedTest
    @EnumSource
    void sketchesGiveWhatTheEstimatorsGive(ProbeKind probes) {
        EstimatorOptions options = OPTIONS.withProbes(probes);
        GoldenCase golden = GoldenCase.named("gru");
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64));
                KernelSketch first = KernelSketch.of(Kernel.of(before), options);
                KernelSketch second = first.next(Kernel.of(after));
                KernelSketch again = first.next(Kernel.of(before))) {
            MetricEstimates exact =
                    MetricEstimates.exact(Metrics.standard().all(), before, after, OPTIONS.withMemoryLimit(1 << 28));
            for (Metric metric : Metrics.standard().ofOne()) {
                same(first.estimate(metric), metric.estimate(Kernel.of(before), options));
                same(again.estimate(metric), first.estimate(metric));
                near(second.estimate(metric), exact.at(metric, 1));
            }
            for (Metric metric : Metrics.standard().ofPairs()) {
                near(first.estimate(metric, second), exact.at(metric, 0, 1));
                near(second.estimate(metric, first), exact.at(metric, 1, 0));
                double equal = metric.ofEqualKernels().orElseThrow();
                assertThat(first.estimate(metric, first).value()).isEqualTo(equal);
                assertThat(first.estimate(metric, again).value()).isCloseTo(equal, within(1e-15));
            }
        }
    }

    /** With fewer products than can be split, those of plain probes are what the shared sketch draws. */
    @Test
    void fewProductsAreThoseOfTheSharedSketch() {
        EstimatorOptions few = OPTIONS.withSamples(4);
        GoldenCase golden = GoldenCase.named("gru");
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64));
                KernelSketch first = KernelSketch.of(Kernel.of(before), few);
                KernelSketch second = first.next(Kernel.of(after))) {
            AlignmentEstimate expected = new SharedSketch().estimate(Kernel.of(before), Kernel.of(after), few);
            Estimate actual = first.estimate(new Alignment(), second);
            assertThat(actual.estimator()).isEqualTo(SharedSketch.NAME);
            assertThat(actual.value()).isCloseTo(expected.value(), within(1e-12));
            assertThat(actual.interval95().orElseThrow().lower())
                    .isCloseTo(expected.estimate().interval95().orElseThrow().lower(), within(1e-12));
        }
    }

    private static void same(Estimate actual, Estimate expected) {
        assertThat(actual.value()).isCloseTo(expected.value(), within(1e-12 * expected.value()));
        assertThat(actual.standardError().orElseThrow())
                .isCloseTo(expected.standardError().orElseThrow(), within(1e-10 * expected.value()));
    }

    private static void near(Estimate actual, Estimate exact) {
        double error = actual.standardError().orElseThrow();
        assertThat(error).isLessThan(0.3 * exact.value());
        assertThat(actual.value()).isCloseTo(exact.value(), within(5 * error));
    }

    @Test
    void theNormIsTheRootOfTheMeanSquare() {
        GoldenCase golden = GoldenCase.named("rnn_tanh");
        double exact = golden.fact("squared_frobenius_before");
        double sum = 0;
        double variance = 0;
        int seeds = 100;
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64))) {
            for (int seed = 0; seed < seeds; seed++) {
                try (KernelSketch sketch = KernelSketch.of(Kernel.of(before), OPTIONS.withSeed(seed))) {
                    double square = Math.pow(sketch.estimate(new Norm()).value(), 2);
                    sum += square / seeds;
                    variance += Math.pow(
                                    2
                                            * sketch.estimate(new Norm()).value()
                                            * sketch.estimate(new Norm())
                                                    .standardError()
                                                    .orElseThrow(),
                                    2)
                            / seeds;
                }
            }
        }
        // The square is unbiased: five standard errors of the mean of all seeds.
        assertThat(sum).isCloseTo(exact, within(5 * Math.sqrt(variance / seeds)));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        GoldenCase golden = GoldenCase.named("gru");
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64))) {
            assertThatThrownBy(() -> KernelSketch.of(Kernel.of(before), OPTIONS.withMemoryLimit(100)))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("Sketches of 20 samples need");
            assertThatThrownBy(() -> KernelSketch.of(Kernel.of(before), OPTIONS.withSamples(2)))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("at least 3 samples");
            try (KernelSketch one = KernelSketch.of(Kernel.of(before), OPTIONS);
                    KernelSketch other = KernelSketch.of(Kernel.of(before), OPTIONS)) {
                assertThatThrownBy(() -> one.estimate(new Alignment(), other))
                        .isInstanceOf(NtkException.class)
                        .hasMessageContaining("different vectors");
            }
        }
    }
}
