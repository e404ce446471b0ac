package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import java.util.EnumSet;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitVectorsTest {
    private static final int ROWS = 200;
    private static final int COLUMNS = 90;
    private static final DMatrixRMaj FACTOR = new DMatrixRMaj(ROWS, COLUMNS);

    /** A unit vector and its image, of J and of Jᵀ. */
    private static final long PAIR = (ROWS + COLUMNS) * (long) Double.BYTES;

    static {
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < COLUMNS; j++) {
                FACTOR.set(i, j, Math.sin(1 + i * j + j * j) / (1 + 0.3 * j));
            }
        }
    }

    /** J, and the most columns that it was applied to at a time. */
    private static final class Watched extends AbstractLinearOperator {
        private final LinearOperator matrix;
        private int widest;

        Watched(LinearOperator matrix) {
            super(matrix.domain(), matrix.range(), EnumSet.noneOf(OperatorProperty.class));
            this.matrix = matrix;
        }

        @Override
        protected void multiply(MultiVector x, MultiVector y) {
            widest = Math.max(widest, x.columns());
            matrix.apply(x, y);
        }

        @Override
        protected void multiplyAdjoint(MultiVector x, MultiVector y) {
            widest = Math.max(widest, x.columns());
            matrix.adjoint().apply(x, y);
        }
    }

    private static EstimatorOptions options(int samples, long memory) {
        return EstimatorOptions.samples(samples).withSeed(1).withMemoryLimit(memory);
    }

    @ParameterizedTest
    @CsvSource({"naive, 1", "forward-only, 90", "reverse-only, 200"})
    void aTraceHoldsNoMorePairsThanTheMemoryLimit(String method, int samples) {
        double exact = 0;
        for (double element : FACTOR.getData()) {
            exact += element * element;
        }
        for (int fitting : new int[] {1, 7, 64}) {
            Watched jacobian = new Watched(DenseOperator.of(FACTOR));
            double trace = Estimators.standard()
                    .trace(method)
                    .estimate(Kernel.ofFactor(jacobian), TraceOf.OPERATOR, options(samples, fitting * PAIR))
                    .value();
            assertThat(jacobian.widest).as(method).isEqualTo(fitting);
            assertThat(trace).isCloseTo(exact, within(1e-12 * exact));
        }
    }

    /** Images under J are longer than its tangents. */
    @ParameterizedTest
    @CsvSource({"forward-only, OPERATOR, 40, 9", "reverse-only, OPERATOR, 40, 9", "forward-only, SQUARE, 40, 45"})
    void probesAreMultipliedSoManyAtATimeThatTheirImagesFit(String method, TraceOf of, int samples, int fitting) {
        Watched jacobian = new Watched(DenseOperator.of(FACTOR));
        double limited = Estimators.standard()
                .trace(method)
                .estimate(Kernel.ofFactor(jacobian), of, options(samples, fitting * PAIR))
                .value();
        double whole = Estimators.standard()
                .trace(method)
                .estimate(Kernel.ofFactor(DenseOperator.of(FACTOR)), of, options(samples, 1000 * PAIR))
                .value();
        assertThat(jacobian.widest)
                .isBetween(1, of == TraceOf.SQUARE ? fitting - samples * ROWS / (ROWS + COLUMNS) : fitting);
        assertThat(limited).isCloseTo(whole, within(1e-12 * whole));
    }

    @Test
    void whatTheTraceOfASquareHoldsIsRefusedWhereItDoesNotFit() {
        long all = COLUMNS * ROWS * (long) Double.BYTES;
        Kernel kernel = Kernel.ofFactor(DenseOperator.of(FACTOR));
        double square = Estimators.standard()
                .trace("forward-only")
                .estimate(kernel, TraceOf.SQUARE, options(COLUMNS, all))
                .value();
        double naive = Estimators.standard()
                .trace("naive")
                .estimate(kernel, TraceOf.SQUARE, options(1, 100 * all))
                .value();
        assertThat(square).isCloseTo(naive, within(1e-12 * naive));
        assertThatExceptionOfType(NtkException.class)
                .isThrownBy(() -> Estimators.standard()
                        .trace("forward-only")
                        .estimate(kernel, TraceOf.SQUARE, options(COLUMNS, all - 1)))
                .returns(ErrorId.OUT_OF_MEMORY, NtkException::id)
                .withMessageContaining(String.valueOf(all))
                .withMessageContaining(String.valueOf(all - 1));
    }
}
