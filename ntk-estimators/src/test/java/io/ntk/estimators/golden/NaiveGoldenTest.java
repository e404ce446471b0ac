package io.ntk.estimators.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.tck.golden.GoldenCase;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of every golden case, to 1e-9, without sampling. */
class NaiveGoldenTest {
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(1).withSeed(1);
    private static final TraceEstimator TRACE = Estimators.standard().trace("naive");
    private static final AlignmentEstimator ALIGNMENT = Estimators.standard().alignment("naive");

    static List<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void tracesAgree(GoldenCase golden) {
        try (GoldenKernels kernels = new GoldenKernels(golden, UnaryOperator.identity())) {
            assertTrace(golden, kernels.before(), TraceOf.OPERATOR, "trace_before");
            assertTrace(golden, kernels.after(), TraceOf.OPERATOR, "trace_after");
            assertTrace(golden, kernels.before(), TraceOf.SQUARE, "squared_frobenius_before");
            assertTrace(golden, kernels.after(), TraceOf.SQUARE, "squared_frobenius_after");
        }
    }

    private static void assertTrace(GoldenCase golden, Kernel kernel, TraceOf of, String fact) {
        Estimate estimate = TRACE.estimate(kernel, of, OPTIONS);
        double expected = golden.fact(fact);
        assertThat(estimate.value()).as(fact).isCloseTo(expected, within(1e-9 * expected));
        assertThat(estimate.errorKind()).isEqualTo(ErrorKind.EXACT);
        long rows = kernel.order();
        long columns = kernel.requireFactor("naive").domain().dimension();
        assertThat(estimate.operatorApplications()).isEqualTo(Math.min(rows, columns));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void alignmentAndItsPartsAgree(GoldenCase golden) {
        AlignmentEstimate estimate = align(golden, UnaryOperator.identity());
        assertThat(estimate.value()).isCloseTo(golden.fact("alignment"), within(1e-9));
        double cross = golden.fact("cross_trace");
        assertThat(estimate.parts().crossTrace()).isCloseTo(cross, within(1e-9 * Math.abs(cross)));
        double before = golden.fact("squared_frobenius_before");
        assertThat(estimate.parts().squaredFrobeniusBefore()).isCloseTo(before, within(1e-9 * before));
        double after = golden.fact("squared_frobenius_after");
        assertThat(estimate.parts().squaredFrobeniusAfter()).isCloseTo(after, within(1e-9 * after));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void alignmentOfTheFinalStateAgrees(GoldenCase golden) {
        AlignmentEstimate estimate = align(golden, problem -> problem.withObservable(Observable.FINAL_STATE));
        assertThat(estimate.value()).isCloseTo(golden.fact("alignment_final_state"), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void alignmentOfEachParameterTensorAgrees(GoldenCase golden) {
        List<String> facts = golden.factNames().stream()
                .filter(fact -> fact.startsWith("alignment_only_"))
                .toList();
        assertThat(facts).isNotEmpty();
        SoftAssertions softly = new SoftAssertions();
        for (String fact : facts) {
            ParameterSelection only = ParameterSelection.of(List.of(fact.substring("alignment_only_".length())));
            AlignmentEstimate estimate = align(golden, problem -> problem.withSelection(only));
            softly.assertThat(estimate.value()).as(fact).isCloseTo(golden.fact(fact), within(1e-9));
        }
        softly.assertAll();
    }

    private static AlignmentEstimate align(GoldenCase golden, UnaryOperator<Problem> change) {
        try (GoldenKernels kernels = new GoldenKernels(golden, change)) {
            return ALIGNMENT.estimate(kernels.before(), kernels.after(), OPTIONS);
        }
    }
}
