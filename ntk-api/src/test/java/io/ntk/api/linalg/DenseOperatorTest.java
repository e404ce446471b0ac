package io.ntk.api.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.random.ProbeDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseOperatorTest {
    @Test
    void multipliesByItsMatrix() {
        LinearOperator operator = DenseOperator.of(new DMatrixRMaj(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        assertThat(Columns.matrix(operator)).isDeepEqualTo(new double[][] {{1, 4}, {2, 5}, {3, 6}});
        assertThat(Columns.matrix(operator.adjoint())).isDeepEqualTo(new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(operator.domain()).hasToString("float64 [column: 3] (heap)");
        assertThat(operator.range()).hasToString("float64 [row: 2] (heap)");
    }

    @Test
    void copiesItsMatrix() {
        DMatrixRMaj matrix = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
        LinearOperator operator = DenseOperator.of(matrix);
        matrix.set(0, 0, 99);
        assertThat(Columns.matrix(operator)).isDeepEqualTo(new double[][] {{1, 3}, {2, 4}});
        assertThat(operator.isSquare()).isTrue();
    }

    /** More rows than columns and the other way round, in several blocks and in one; each is multiplied exactly. */
    @ParameterizedTest
    @CsvSource({"1, 1", "3, 70", "70, 3", "33, 33", "40, 64"})
    void isItsMatrixAgain(int rows, int columns) {
        DMatrixRMaj matrix = Columns.random(1, rows, columns);
        LinearOperator operator = DenseOperator.of(matrix);
        assertThat(operator.toMatrix().data).isEqualTo(matrix.data);
        assertThat(operator.adjoint().toMatrix().data).isEqualTo(CommonOps_DDRM.transpose(matrix, null).data);
    }

    @Test
    void aMatrixThatDoesNotFitIsRefused() {
        LinearOperator thin = DenseOperator.of(new DMatrixRMaj(1 << 14, 1));
        LinearOperator large = thin.compose(thin.adjoint());
        assertThatThrownBy(large::toMatrix)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY))
                .hasMessageContaining("has 16384 rows and 16384 columns");
    }

    /** ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ up to rounding: n terms of size 1 at most, times the probes. */
    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "5, 5", "3, 8", "40, 23"})
    void adjointIdentity(int rows, int columns) {
        for (long seed = 0; seed < 20; seed++) {
            LinearOperator operator = DenseOperator.of(Columns.random(seed, rows, columns));
            try (MultiVector x = operator.domain().probes(ProbeDistribution.GAUSSIAN, seed, 0, 3);
                    MultiVector y = operator.range().probes(ProbeDistribution.GAUSSIAN, seed, 3, 3);
                    MultiVector ax = operator.times(x);
                    MultiVector ay = operator.adjoint().times(y)) {
                double[] left = ax.dots(y);
                double[] right = x.dots(ay);
                for (int j = 0; j < 3; j++) {
                    double bound = 1e-14 * (x.norms()[j] * y.norms()[j]) * Math.sqrt((double) rows * columns);
                    assertThat(Math.abs(left[j] - right[j]))
                            .as("seed %d, column %d", seed, j)
                            .isLessThanOrEqualTo(bound);
                }
            }
        }
    }
}
