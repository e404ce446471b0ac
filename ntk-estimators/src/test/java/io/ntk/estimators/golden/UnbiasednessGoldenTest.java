package io.ntk.estimators.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.SampleMean;
import io.ntk.tck.golden.GoldenCase;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over 200 fixed seeds: the mean within four standard errors of the exact value, and intervals that cover it. */
class UnbiasednessGoldenTest {
    private static final int SEEDS = 200;

    @ParameterizedTest
    @CsvSource({
        "gru, hutchinson",
        "lstm, hutch++",
        "rnn_tanh, na-hutch++",
        "leaky, nystrom++",
        "rnn_relu, xtrace",
        "gru, xnystrace",
        "lstm, reverse-only",
        "rnn_tanh, forward-only",
    })
    void traces(String cell, String estimator) {
        GoldenCase golden = GoldenCase.named(cell);
        try (GoldenKernels kernels = new GoldenKernels(golden, problem -> problem)) {
            for (ProbeKind kind : List.of(ProbeKind.RADEMACHER, ProbeKind.GAUSSIAN)) {
                for (TraceOf of : TraceOf.values()) {
                    double exact = golden.fact(of == TraceOf.NTK ? "trace_after" : "squared_frobenius_after");
                    assertAgree(
                            estimator + " " + kind + " " + of,
                            exact,
                            seed -> Estimators.standard()
                                    .trace(estimator)
                                    .estimate(kernels.after(), of, new EstimatorOptions(40, seed).withProbes(kind)));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gru, shared-sketch",
        "lstm, deflated",
        "leaky, deflated",
        "rnn_relu, deflated",
        "rnn_tanh, three-traces",
        "gru, reverse-only",
    })
    void alignments(String cell, String estimator) {
        GoldenCase golden = GoldenCase.named(cell);
        try (GoldenKernels kernels = new GoldenKernels(golden, problem -> problem)) {
            // The bias of a ratio is of the order 1/m; pairs of probes need more of them.
            int samples = estimator.equals("reverse-only") ? 110 : 50;
            assertAgree(
                    estimator,
                    golden.fact("alignment"),
                    seed -> Estimators.standard()
                            .alignment(estimator)
                            .estimate(kernels.before(), kernels.after(), new EstimatorOptions(samples, seed))
                            .estimate());
        }
    }

    private static void assertAgree(String what, double exact, LongFunction<Estimate> run) {
        Estimate[] runs = LongStream.range(0, SEEDS).parallel().mapToObj(run).toArray(Estimate[]::new);
        SampleMean mean =
                SampleMean.of(Arrays.stream(runs).mapToDouble(Estimate::value).toArray());
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(Math.abs(mean.mean() - exact))
                .as(what)
                .isLessThanOrEqualTo(4 * mean.standardError().orElseThrow() + 1e-9 * exact);
        if (runs[0].errorKind() == ErrorKind.STANDARD_ERROR) {
            long covered = Arrays.stream(runs)
                    .filter(run1 -> run1.interval95().orElseThrow().contains(exact))
                    .count();
            softly.assertThat(covered)
                    .as("%s: intervals of %d that cover", what, SEEDS)
                    .isBetween(176L, 200L);
        }
        softly.assertAll();
        assertThat(runs[0].operatorApplications()).as(what).isLessThanOrEqualTo(runs[0].samples());
    }
}
