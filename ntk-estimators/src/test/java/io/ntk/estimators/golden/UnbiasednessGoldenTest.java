package io.ntk.estimators.golden;

import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.tck.golden.GoldenCase;
import java.util.List;
import java.util.function.LongFunction;
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
                    double exact = golden.fact(of == TraceOf.OPERATOR ? "trace_after" : "squared_frobenius_after");
                    assertAgree(
                            estimator + " " + kind + " " + of,
                            exact,
                            seed -> Estimators.standard()
                                    .trace(estimator)
                                    .estimate(
                                            kernels.after(),
                                            of,
                                            EstimatorOptions.samples(40)
                                                    .withSeed(seed)
                                                    .withProbes(kind)));
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
                            .estimate(
                                    kernels.before(),
                                    kernels.after(),
                                    EstimatorOptions.samples(samples).withSeed(seed))
                            .estimate());
        }
    }

    private static void assertAgree(String what, double exact, LongFunction<Estimate> run) {
        ErrorStudy study = ErrorStudy.of(exact, SEEDS, run);
        double variance = study.rootMeanSquareError() * study.rootMeanSquareError() - study.bias() * study.bias();
        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(Math.abs(study.bias()))
                .as("%s: mean against four standard errors", what)
                .isLessThanOrEqualTo(4 * Math.sqrt(variance / SEEDS) + 1e-9);
        if (!Double.isNaN(study.coverage())) {
            // 92%, less two standard deviations of a share of 200.
            softly.assertThat(study.coverage())
                    .as("%s: share of intervals that cover", what)
                    .isGreaterThanOrEqualTo(0.92 - 0.035);
        }
        softly.assertAll();
    }
}
