package io.ntk.estimators.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Θ, K and P Pᵀ, and kernels without their means, against the matrices themselves. */
class KernelOperatorTest {
    private static final double ROUNDING = 1e-10;
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(60).withSeed(4);

    private final ReferenceBackend backend = new ReferenceBackend();
    private Linearization before = open(GoldenCase.named("gru"), true, Observable.STATES);
    private Linearization after = open(GoldenCase.named("gru"), false, Observable.STATES);

    private Linearization open(GoldenCase golden, boolean first, Observable observable) {
        return backend.linearize(
                (first ? golden.problemBefore(Precision.FLOAT64) : golden.problemAfter(Precision.FLOAT64))
                        .withObservable(observable));
    }

    @AfterEach
    void close() {
        before.close();
        after.close();
    }

    private static DMatrixRMaj gram(LinearOperator factor) {
        DMatrixRMaj matrix = factor.toMatrix();
        return CommonOps_DDRM.multTransB(matrix, matrix, null);
    }

    private static LinearOperator factor(KernelOperator which, Linearization linearization) {
        return switch (which) {
            case NTK -> linearization.jacobian();
            case ONE_STEP -> linearization.oneStepJacobian();
            case PROPAGATION -> linearization.propagation();
        };
    }

    private static double inner(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(a, b, (DMatrixRMaj) null));
    }

    private static double alignment(DMatrixRMaj a, DMatrixRMaj b) {
        return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
    }

    private static DMatrixRMaj centred(DMatrixRMaj kernel) {
        DMatrixRMaj h = CommonOps_DDRM.identity(kernel.numRows);
        CommonOps_DDRM.add(h, -1.0 / kernel.numRows);
        return CommonOps_DDRM.mult(CommonOps_DDRM.mult(h, kernel, null), h, null);
    }

    private static TraceEstimator trace(String name) {
        return Estimators.standard().trace(name);
    }

    private static AlignmentEstimator alignment(String name) {
        return Estimators.standard().alignment(name);
    }

    @ParameterizedTest
    @EnumSource(KernelOperator.class)
    void tracesAndAlignmentsAreThoseOfTheMatrix(KernelOperator which) {
        DMatrixRMaj a = gram(factor(which, before));
        DMatrixRMaj b = gram(factor(which, after));
        double trace = CommonOps_DDRM.trace(a);
        assertThat(trace("naive")
                        .estimate(which.of(before), TraceOf.OPERATOR, OPTIONS)
                        .value())
                .isCloseTo(trace, within(ROUNDING * trace));
        assertThat(trace("naive")
                        .estimate(which.of(before), TraceOf.SQUARE, OPTIONS)
                        .value())
                .isCloseTo(inner(a, a), within(ROUNDING * inner(a, a)));
        for (String method : List.of("naive", "deflated")) {
            Estimate found = alignment(method)
                    .estimate(which.of(before), which.of(after), OPTIONS)
                    .estimate();
            assertThat(found.value())
                    .isCloseTo(
                            alignment(a, b),
                            within(ROUNDING + 5 * found.standardError().orElseThrow()));
        }
    }

    static Stream<GoldenCase> everyCell() {
        return GoldenCase.all().stream();
    }

    /** Of an LSTM the perturbations are wider than what is observed; a final state depends on all of them. */
    @ParameterizedTest
    @MethodSource("everyCell")
    void exactTakesOneStepKernelsFromTheStructure(GoldenCase golden) {
        for (Observable observable : List.of(Observable.STATES, Observable.FINAL_STATE)) {
            try (Linearization first = open(golden, true, observable);
                    Linearization last = open(golden, false, observable)) {
                DMatrixRMaj a = gram(first.oneStepJacobian());
                DMatrixRMaj b = gram(last.oneStepJacobian());
                Kernel kernel = KernelOperator.ONE_STEP.of(first);
                double trace = CommonOps_DDRM.trace(a);
                assertThat(trace("exact")
                                .estimate(kernel, TraceOf.OPERATOR, OPTIONS)
                                .value())
                        .isCloseTo(trace, within(ROUNDING * trace));
                assertThat(trace("exact")
                                .estimate(kernel, TraceOf.SQUARE, OPTIONS)
                                .value())
                        .isCloseTo(inner(a, a), within(ROUNDING * inner(a, a)));
                assertThat(alignment("exact")
                                .estimate(kernel, KernelOperator.ONE_STEP.of(last), OPTIONS)
                                .value())
                        .isCloseTo(alignment(a, b), within(ROUNDING));
            }
        }
    }

    @Test
    void oneStepKernelsKnowTheirTensors() {
        try (Linearization some = backend.linearize(GoldenCase.named("gru")
                .problemBefore(Precision.FLOAT64)
                .withSelection(ParameterSelection.of(List.of("weight_hh"))))) {
            DMatrixRMaj k = gram(some.oneStepJacobian());
            double trace = CommonOps_DDRM.trace(k);
            assertThat(trace("exact")
                            .estimate(KernelOperator.ONE_STEP.of(some), TraceOf.OPERATOR, OPTIONS)
                            .value())
                    .isCloseTo(trace, within(ROUNDING * trace));
        }
    }

    /** Both act on observed states: what parameters steer of what the dynamics pass on. */
    @ParameterizedTest
    @CsvSource({"naive", "deflated", "shared-sketch"})
    void differentOperatorsOfOneModelAreCompared(String method) {
        assertCompared(method, before);
        // J has more rows than columns now, P has not.
        try (Linearization few = backend.linearize(GoldenCase.named("gru")
                .problemBefore(Precision.FLOAT64)
                .withSelection(ParameterSelection.of(List.of("bias_ih"))))) {
            assertCompared(method, few);
        }
    }

    private static void assertCompared(String method, Linearization of) {
        double right = alignment(gram(of.jacobian()), gram(of.propagation()));
        Kernel ntk = KernelOperator.NTK.of(of);
        Kernel propagation = KernelOperator.PROPAGATION.of(of);
        Estimate found = alignment(method).estimate(ntk, propagation, OPTIONS).estimate();
        assertThat(found.value())
                .isCloseTo(right, within(ROUNDING + 5 * found.standardError().orElseThrow()));
    }

    @Test
    void exactRefusesWhatItDoesNotCompute() {
        Kernel propagation = KernelOperator.PROPAGATION.of(before);
        assertThatThrownBy(() -> trace("exact").estimate(propagation, TraceOf.OPERATOR, OPTIONS))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OPERATOR_PROPERTY))
                .hasMessageContaining("naive");
        assertThatThrownBy(() -> alignment("exact")
                        .estimate(KernelOperator.NTK.of(before), KernelOperator.ONE_STEP.of(before), OPTIONS))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SPACE_MISMATCH))
                .hasMessageContaining("one-step")
                .hasMessageContaining("naive");
    }

    @ParameterizedTest
    @CsvSource({"naive", "deflated", "shared-sketch", "reverse-only", "three-traces"})
    void everyMethodAlignsCentredKernels(String method) {
        double exact = alignment(centred(gram(before.jacobian())), centred(gram(after.jacobian())));
        Estimate found = alignment(method)
                .estimate(Kernel.of(before).centred(), Kernel.of(after).centred(), OPTIONS)
                .estimate();
        assertThat(found.value())
                .isCloseTo(exact, within(ROUNDING + 5 * found.standardError().orElseThrow()));
        assertThat(found.value()).isBetween(0.0, 1.0);
    }

    @Test
    void exactCentresByOneProduct() {
        ExactAlignmentEstimator method = new ExactAlignmentEstimator();
        Kernel first = Kernel.of(before);
        Kernel last = Kernel.of(after);
        DMatrixRMaj a = centred(gram(before.jacobian()));
        DMatrixRMaj b = centred(gram(after.jacobian()));
        AlignmentEstimate found = method.centred(method.traces(first, last, OPTIONS), first, last, OPTIONS);
        assertThat(found.value()).isCloseTo(alignment(a, b), within(ROUNDING));
        assertThat(found.parts().crossTrace()).isCloseTo(inner(a, b), within(ROUNDING * inner(a, b)));
        assertThat(found.estimate().errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(found.estimate().roundingError().orElseThrow()).isBetween(1e-14, 1e-10);
        assertThat(found.estimate().operatorApplications()).isOne();
        assertThat(method.centred(method.traces(first, first, OPTIONS), first, first, OPTIONS)
                        .value())
                .isEqualTo(1);
    }

    @Test
    void centringIsAProjection() {
        LinearOperator centred = Kernel.of(before).centred().operator();
        DMatrixRMaj right = centred(gram(before.jacobian()));
        DMatrixRMaj found = centred.toMatrix();
        CommonOps_DDRM.subtractEquals(found, right);
        assertThat(CommonOps_DDRM.elementMaxAbs(found)).isLessThan(ROUNDING * CommonOps_DDRM.elementMaxAbs(right));
        assertThat(centred.properties()).isEqualTo(before.ntk().properties());
    }

    @Test
    void namesAreRead() {
        for (KernelOperator operator : KernelOperator.values()) {
            assertThat(KernelOperator.parse(operator.label())).isEqualTo(operator);
        }
        assertThatThrownBy(() -> KernelOperator.parse("onestep")).hasMessageContaining("Did you mean 'one-step'?");
    }
}
