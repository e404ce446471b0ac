package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.estimate.Work;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactEstimatorsTest {
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(1);

    private final GoldenCase golden = GoldenCase.named("gru");
    private final ReferenceBackend backend = new ReferenceBackend();
    private final TraceEstimator trace = Estimators.standard().trace("exact");
    private final AlignmentEstimator alignment = Estimators.standard().alignment("exact");

    @Test
    void givesTracesThatSayTheyAreExact() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64))) {
            Estimate ntk = trace.estimate(Kernel.of(before), TraceOf.OPERATOR, OPTIONS);
            Estimate squared = trace.estimate(Kernel.of(before), TraceOf.SQUARE, OPTIONS);
            assertThat(ntk.value()).isCloseTo(golden.fact("trace_before"), within(1e-9 * ntk.value()));
            assertThat(squared.value())
                    .isCloseTo(golden.fact("squared_frobenius_before"), within(1e-9 * squared.value()));
            assertThat(ntk.errorKind()).isEqualTo(ErrorKind.EXACT);
            assertThat(ntk.standardError()).hasValue(0);
            assertThat(ntk.operatorApplications()).isZero();
            assertThat(squared.notes())
                    .singleElement()
                    .asString()
                    .contains("contracted by", "floating-point operations");
        }
    }

    @Test
    void givesTheAlignmentAndItsParts() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            AlignmentEstimate estimate = alignment.estimate(Kernel.of(before), Kernel.of(after), OPTIONS);
            assertThat(estimate.value()).isCloseTo(golden.fact("alignment"), within(1e-9));
            double cross = estimate.parts().crossTrace();
            assertThat(cross).isCloseTo(golden.fact("cross_trace"), within(1e-9 * cross));
            assertThat(estimate.estimate().errorKind()).isEqualTo(ErrorKind.EXACT);
            assertThat(estimate.estimate().costs()).hasSize(2);
            assertThat(estimate.estimate().notes()).singleElement().asString().startsWith("It was contracted by ");
        }
    }

    /** What float64 changes in the whole computation is within the bound that a few products in float64 show. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "gru", "lstm"})
    void boundsTheRoundingOfFloat32ByRepeatedProducts(String name) {
        GoldenCase of = GoldenCase.named(name);
        try (Linearization before = backend.linearize(of.problemBefore(Precision.FLOAT32));
                Linearization after = backend.linearize(of.problemAfter(Precision.FLOAT32));
                Linearization beforeInFull = backend.linearize(of.problemBefore(Precision.FLOAT64));
                Linearization afterInFull = backend.linearize(of.problemAfter(Precision.FLOAT64))) {
            Kernel first = Kernel.of(before).repeatedBy(() -> beforeInFull);
            Kernel last = Kernel.of(after).repeatedBy(() -> afterInFull);
            Estimate found = alignment.estimate(first, last, OPTIONS).estimate();
            double error = found.value() - of.fact("alignment");
            assertThat(found.roundingError().orElseThrow()).isBetween(Math.abs(error), 1e-4);
            assertThat(found.repeatedApplications()).isPositive();
            Estimate square = trace.estimate(first, TraceOf.SQUARE, OPTIONS);
            assertThat(square.roundingError().orElseThrow())
                    .isBetween(Math.abs(square.value() - of.fact("squared_frobenius_before")), 1e-4 * square.value());
            Estimate ntk = trace.estimate(first, TraceOf.OPERATOR, OPTIONS);
            assertThat(ntk.roundingError().orElseThrow())
                    .isBetween(Math.abs(ntk.value() - of.fact("trace_before")), 1e-4 * ntk.value());
        }
    }

    @Test
    void takesAFewUnitsOfFloat32ForRoundingThatCannotBeMeasured() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT32));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT32))) {
            Estimate found = alignment
                    .estimate(Kernel.of(before), Kernel.of(after), OPTIONS)
                    .estimate();
            assertThat(found.roundingError().orElseThrow() / found.value()).isBetween(1e-7, 1e-5);
            assertThat(found.operatorApplications()).isZero();
        }
    }

    @Test
    void statesTheRoundingOfFloat64AndNoneOfANetworkWithItself() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            Kernel first = Kernel.of(before);
            Estimate found =
                    alignment.estimate(first, Kernel.of(after), OPTIONS).estimate();
            assertThat(found.roundingError().orElseThrow())
                    .isBetween(Math.abs(found.value() - golden.fact("alignment")), 1e-12);
            Estimate same = alignment.estimate(first, first, OPTIONS).estimate();
            assertThat(same.value()).isEqualTo(1);
            assertThat(same.roundingError()).hasValue(0);
            assertThat(same.largerError()).isEmpty();
            assertThat(found.largerError()).hasValue(ErrorSource.ROUNDING);
        }
    }

    private static EstimatorOptions tellingTo(List<Work> told) {
        return OPTIONS.withProgress(new Progress() {
            @Override
            public void made(long products, long expected) {}

            @Override
            public void computed(Work work) {
                told.add(work);
            }
        });
    }

    @Test
    void tellsHowFarATraceIs() {
        List<Work> told = new ArrayList<>();
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64))) {
            trace.estimate(Kernel.of(before), TraceOf.OPERATOR, tellingTo(told));
        }
        assertGrows(told, 0.999);
    }

    @Test
    void tellsHowFarItIs() {
        List<Work> told = new ArrayList<>();
        EstimatorOptions options = tellingTo(told);
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            alignment.estimate(Kernel.of(before), Kernel.of(after), options);
        }
        assertGrows(told, 0.7);
    }

    /** From nothing to at least a share of what was expected from the beginning. */
    private static void assertGrows(List<Work> told, double least) {
        double expected = told.get(0).expected();
        assertThat(told.get(0).done()).isZero();
        assertThat(told).hasSizeGreaterThan(3).allSatisfy(work -> {
            assertThat(work.expected()).isEqualTo(expected);
            assertThat(work.bySampling()).isPositive();
        });
        assertThat(told).isSortedAccordingTo(Comparator.comparing(Work::done));
        assertThat(told.get(told.size() - 1).done()).isBetween(least * expected, expected);
    }

    @Test
    void refusesABareOperatorByName() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64))) {
            Kernel bare = Kernel.of(before.ntk());
            refuses(ErrorId.OPERATOR_PROPERTY, () -> trace.estimate(bare, TraceOf.OPERATOR, OPTIONS));
            refuses(ErrorId.OPERATOR_PROPERTY, () -> alignment.estimate(bare, bare, OPTIONS));
        }
    }

    @Test
    void refusesAKernelThatIsZero() {
        Problem problem =
                golden.problemBefore(Precision.FLOAT64).withSelection(ParameterSelection.of(List.of("weight_ih")));
        Inputs silent = Inputs.of(
                1, 2, golden.model().inputSize(), new double[2 * golden.model().inputSize()]);
        Problem dead = new Problem(
                problem.model(),
                Parameters.of(
                        problem.model().layout(),
                        new double[problem.model().layout().size()]),
                silent,
                problem.initialState(),
                problem.observable(),
                problem.selection(),
                problem.precision());
        try (Linearization zero = backend.linearize(dead)) {
            refuses(ErrorId.NUMERICAL_FAILURE, () -> alignment.estimate(Kernel.of(zero), Kernel.of(zero), OPTIONS));
        }
    }

    private static void refuses(ErrorId id, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id));
    }
}
