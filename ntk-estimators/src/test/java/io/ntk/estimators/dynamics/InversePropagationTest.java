package io.ntk.estimators.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.spectrum.RitzValue;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InversePropagationTest {
    private static final long MEMORY = 1 << 24;

    private static Linearization linearize(String cell) {
        return new ReferenceBackend().linearize(GoldenCase.named(cell).problemBefore(Precision.FLOAT64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "leaky"})
    void undoesThePropagationFromBothSides(String cell) {
        try (Linearization linearization = linearize(cell)) {
            DMatrixRMaj p = linearization.propagation().toMatrix();
            DMatrixRMaj inverse = new InversePropagation(linearization, MEMORY).toMatrix();
            double[] identity = CommonOps_DDRM.identity(p.numRows).data;
            assertThat(CommonOps_DDRM.mult(p, inverse, null).data).containsExactly(identity, within(1e-12));
            assertThat(CommonOps_DDRM.mult(inverse, p, null).data).containsExactly(identity, within(1e-12));
        }
    }

    @Test
    void undoesThePropagationOfTrialsOfDifferentLengths() {
        Problem problem = DynamicsProblems.random(new GruCell(true), 3, 4, 2)
                .withRestriction(Restriction.NONE.withValid(
                        ValidSteps.of(3, 4, new double[] {1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1})));
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            assertThat(InversePropagation.obstacle(linearization)).isEmpty();
            DMatrixRMaj p = linearization.propagation().toMatrix();
            DMatrixRMaj inverse = new InversePropagation(linearization, MEMORY).toMatrix();
            assertThat(CommonOps_DDRM.mult(p, inverse, null).data)
                    .containsExactly(CommonOps_DDRM.identity(12).data, within(1e-12));
        }
    }

    /** Also where the step Jacobians of one trial alone are kept, and computed anew for each product. */
    @ParameterizedTest
    @ValueSource(longs = {MEMORY, 2000})
    void isTheAdjointOfItsAdjoint(long memory) {
        try (Linearization linearization = linearize("gru")) {
            InversePropagation inverse = new InversePropagation(linearization, memory);
            DMatrixRMaj matrix = new DMatrixRMaj(120, 120);
            inverse.forEachColumns(7, (block, first) -> {
                for (int j = 0; j < block.columns(); j++) {
                    double[] column = block.toArray(j);
                    for (int i = 0; i < 120; i++) {
                        matrix.set(i, first + j, column[i]);
                    }
                }
            });
            DMatrixRMaj adjoint = new DMatrixRMaj(120, 120);
            inverse.adjoint().forEachColumns(120, (block, first) -> {
                for (int j = 0; j < block.columns(); j++) {
                    System.arraycopy(block.toArray(j), 0, adjoint.data, (first + j) * 120, 120);
                }
            });
            assertThat(adjoint.data).containsExactly(matrix.data);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "leaky"})
    void extremeSingularValuesAreThoseOfTheDenseMatrix(String cell) {
        try (Linearization linearization = linearize(cell)) {
            DMatrixRMaj p = linearization.propagation().toMatrix();
            double[] exact = singularValues(p);
            EstimatorOptions options = EstimatorOptions.samples(120).withMemoryLimit(MEMORY);
            ExtremeSingularValue largest = ExtremeSingularValue.largest(linearization, options);
            ExtremeSingularValue smallest = ExtremeSingularValue.smallest(linearization, options);

            assertIsTriplet(largest, p, exact[0]);
            assertIsTriplet(smallest, p, exact[exact.length - 1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"FINAL_STATE", "STATES"})
    void theLargestSingularValueNeedsNoSquareMatrix(Observable observable) {
        Problem problem = DynamicsProblems.random(new LstmCell(true), 2, 4, 3).withObservable(observable);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            DMatrixRMaj p = linearization.propagation().toMatrix();
            EstimatorOptions options = EstimatorOptions.samples(p.numRows).withMemoryLimit(MEMORY);

            assertIsTriplet(ExtremeSingularValue.largest(linearization, options), p, singularValues(p)[0]);
            assertThatThrownBy(() -> ExtremeSingularValue.smallest(linearization, options))
                    .hasMessageStartingWith("P is not square, since its columns are perturbations of "
                            + "[trial: 2, time: 4, unit: 6] and its rows are the " + observable.label());
        }
    }

    @Test
    void theSingularValueOfZeroIsZeroWithoutError() {
        Linearization zero = new ForwardingLinearization(linearize("gru")) {
            @Override
            public LinearOperator propagation() {
                return super.propagation().scaledBy(0);
            }
        };
        try (zero) {
            ExtremeSingularValue found = ExtremeSingularValue.largest(
                    zero, EstimatorOptions.samples(20).withMemoryLimit(MEMORY));

            assertThat(found.value()).isEqualTo(new RitzValue(0, 0));
            assertThat(Arrays.stream(found.left()).map(Math::abs)).containsOnly(0.0);
        }
    }

    private static double[] singularValues(DMatrixRMaj matrix) {
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(matrix.numRows, matrix.numCols, true, true, true);
        svd.decompose(matrix.copy());
        SingularOps_DDRM.descendingOrder(
                svd.getU(null, false),
                false,
                svd.getSingularValues(),
                Math.min(matrix.numRows, matrix.numCols),
                svd.getV(null, false),
                false);
        return svd.getSingularValues();
    }

    private static void assertIsTriplet(ExtremeSingularValue found, DMatrixRMaj p, double exact) {
        RitzValue value = found.value();
        assertThat(value.value()).isCloseTo(exact, within(Math.max(1e-12, 1e-10 * exact)));
        assertThat(Math.abs(value.value() - exact)).isLessThanOrEqualTo(value.residual());
        DMatrixRMaj image = CommonOps_DDRM.mult(p, new DMatrixRMaj(p.numCols, 1, true, found.right()), null);
        for (int i = 0; i < p.numRows; i++) {
            assertThat(image.get(i)).isCloseTo(exact * found.left()[i], within(1e-6 * exact));
        }
        assertThat(CommonOps_DDRM.dot(
                        new DMatrixRMaj(p.numRows, 1, true, found.left()),
                        new DMatrixRMaj(p.numRows, 1, true, found.left())))
                .isCloseTo(1, within(1e-12));
    }

    @Test
    void refusesOutputs() {
        Problem problem = DynamicsProblems.random(new LstmCell(true), 1, 2, 2);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            assertThat(InversePropagation.obstacle(linearization)).isPresent();
        }
    }
}
