package io.ntk.tck.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import io.ntk.tck.golden.GoldenCase;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the reference says of the golden cases, without going through operators. The contract suites test the rest. */
class ReferenceBackendTest {
    private static final double RELATIVE = 1e-11;

    static List<GoldenCase> cases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @DisplayName("the explicit Jacobian gives the golden traces and alignments")
    void goldenFacts(GoldenCase golden) {
        Problem before = golden.problemBefore(Precision.FLOAT64);
        Problem after = golden.problemAfter(Precision.FLOAT64);
        DMatrixRMaj j0 = jacobian(before);
        DMatrixRMaj j1 = jacobian(after);

        assertThat(squaredNorm(j0)).isCloseTo(golden.fact("trace_before"), relative(golden.fact("trace_before")));
        assertThat(squaredNorm(transposedProduct(j0, j1)))
                .isCloseTo(golden.fact("cross_trace"), relative(golden.fact("cross_trace")));
        assertThat(alignment(before, after)).isCloseTo(golden.fact("alignment"), within(RELATIVE));
        assertThat(alignment(
                        before.withObservable(Observable.FINAL_STATE), after.withObservable(Observable.FINAL_STATE)))
                .isCloseTo(golden.fact("alignment_final_state"), within(RELATIVE));
        for (String name : golden.model().layout().names()) {
            ParameterSelection only = ParameterSelection.of(List.of(name));
            assertThat(alignment(before.withSelection(only), after.withSelection(only)))
                    .isCloseTo(golden.fact("alignment_only_" + name), within(RELATIVE));
        }
    }

    @Test
    @DisplayName("J = P F")
    void factors() {
        Problem problem = GoldenCase.named("lstm").problemBefore(Precision.FLOAT64);
        try (ReferenceBackend backend = new ReferenceBackend();
                ReferenceLinearization derivative = backend.linearize(problem)) {
            DMatrixRMaj product = new DMatrixRMaj(0, 0);
            CommonOps_DDRM.mult(derivative.matrix(Factor.PROPAGATION), derivative.matrix(Factor.ONE_STEP), product);
            CommonOps_DDRM.subtractEquals(product, derivative.matrix(Factor.JACOBIAN));
            assertThat(CommonOps_DDRM.elementMaxAbs(product)).isLessThan(1e-13);
        }
    }

    @Test
    @DisplayName("a problem whose Jacobian is too large is refused with the bytes")
    void tooLarge() {
        RecurrentModel model = new RecurrentModel("rnn_tanh", new RnnCell(RnnCell.Activation.TANH, true), 1, 300);
        Problem problem = new Problem(
                model,
                Parameters.of(model.layout(), new double[model.layout().size()]),
                Inputs.of(1, 10, 1, new double[10]));
        try (ReferenceBackend backend = new ReferenceBackend()) {
            assertThatThrownBy(() -> backend.linearize(problem))
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining(
                            String.valueOf(8L * 3000 * model.layout().size()));
        }
    }

    @Test
    @DisplayName("a setting is refused by name")
    void unknownSetting() {
        BackendOptions options = BackendOptions.defaults().withSettings(Map.of("device", "gpu"));
        assertThatThrownBy(() -> new ReferenceProvider().create(options))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("device");
    }

    private static double alignment(Problem before, Problem after) {
        DMatrixRMaj j0 = jacobian(before);
        DMatrixRMaj j1 = jacobian(after);
        return squaredNorm(transposedProduct(j0, j1))
                / Math.sqrt(squaredNorm(transposedProduct(j0, j0)) * squaredNorm(transposedProduct(j1, j1)));
    }

    private static DMatrixRMaj jacobian(Problem problem) {
        try (ReferenceBackend backend = new ReferenceBackend();
                ReferenceLinearization derivative = backend.linearize(problem)) {
            return derivative.matrix(Factor.JACOBIAN);
        }
    }

    private static DMatrixRMaj transposedProduct(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj product = new DMatrixRMaj(0, 0);
        CommonOps_DDRM.multTransA(a, b, product);
        return product;
    }

    private static double squaredNorm(DMatrixRMaj a) {
        double norm = NormOps_DDRM.normF(a);
        return norm * norm;
    }

    private static org.assertj.core.data.Offset<Double> relative(double value) {
        return within(RELATIVE * value);
    }
}
