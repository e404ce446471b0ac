package io.ntk.estimators.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.random.ProbeDistribution;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThinQrTest {
    private static final VectorSpace SPACE = new HeapVectorSpace(IndexShape.of("row", 300));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 60})
    void gaussianBlocksHaveFullRank(int columns) {
        try (MultiVector y = gaussian(columns)) {
            assertFactorises(y, columns);
        }
    }

    @Test
    void squareBlockIsFactorised() {
        VectorSpace small = new HeapVectorSpace(IndexShape.of("row", 40));
        try (MultiVector y = small.probes(ProbeDistribution.GAUSSIAN, 5, 0, 40)) {
            assertFactorises(y, 40);
        }
    }

    /** Columns that agree but for ε: the Gram matrix is singular to rounding from ε = 1e-8 on. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-4, 1e-8, 1e-11, 1e-12})
    void nearlyParallelColumnsAreToldApart(double epsilon) {
        try (MultiVector common = gaussian(1);
                MultiVector y = gaussian(10)) {
            y.scale(epsilon);
            DMatrixRMaj ones = new DMatrixRMaj(1, 10);
            CommonOps_DDRM.fill(ones, 1);
            y.update(1, common, ones, 1);
            assertFactorises(y, 10);
        }
    }

    /** Powers of a matrix with geometric spectrum: singular values over 13 orders of magnitude. */
    @Test
    void gradedSingularValuesAreKept() {
        try (MultiVector q = orthonormal(12);
                MultiVector mixer = orthonormal(12)) {
            DMatrixRMaj graded = mixer.gram(mixer);
            for (int i = 0; i < 12; i++) {
                for (int j = 0; j < 12; j++) {
                    graded.set(i, j, Math.pow(0.1, i) * Math.cos((2 * i + 1) * (2 * j + 1) * Math.PI / 48));
                }
            }
            try (MultiVector y = q.times(graded)) {
                assertFactorises(y, 12);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void dependentColumnsLowerTheRank(int rank) {
        try (MultiVector few = gaussian(rank);
                MultiVector mixer = gaussian(20)) {
            DMatrixRMaj mixing = few.gram(mixer);
            try (MultiVector y = few.times(mixing)) {
                assertFactorises(y, rank);
            }
        }
    }

    /** Their differences are zero to the last bit, and have no length to divide by. */
    @Test
    void equalColumnsLowerTheRank() {
        try (MultiVector y = gaussian(6);
                MultiVector first = y.copyColumns(0, 3)) {
            y.setColumns(3, first);
            assertFactorises(y, 3);
        }
    }

    /** Rounding errors have no other rows to be independent in. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void moreColumnsThanRowsThatAreNotZeroLowerTheRank(int rows) {
        try (MultiVector y = gaussian(5)) {
            for (int column = 0; column < 5; column++) {
                double[] values = y.toArray(column);
                Arrays.fill(values, rows, values.length, 0);
                y.setColumn(column, values);
            }
            assertFactorises(y, rows);
        }
    }

    @Test
    void smallColumnsCountAsMuchAsLargeOnes() {
        try (MultiVector y = gaussian(4)) {
            y.scaleColumns(new double[] {1e150, 1, 1e-30, 1e-140});
            assertFactorises(y, 4);
        }
    }

    @Test
    void zeroColumnsHaveNoCoordinates() {
        try (MultiVector y = gaussian(4)) {
            y.scaleColumns(new double[] {1, 0, 1, 0});
            assertFactorises(y, 2);
        }
    }

    @Test
    void aBlockOfZerosHasRankZero() {
        try (MultiVector y = SPACE.zeros(3);
                ThinQr qr = ThinQr.of(y)) {
            assertThat(qr.rank()).isZero();
            assertThat(qr.r().getNumCols()).isEqualTo(3);
            assertThatThrownBy(qr::q).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void namesWhatIsNotFinite() {
        try (MultiVector y = gaussian(3)) {
            y.scaleColumns(new double[] {1, Double.NaN, 1});
            assertThatThrownBy(() -> ThinQr.of(y))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NON_FINITE));
        }
    }

    @Test
    void projectorRemovesTheRange() {
        try (MultiVector y = gaussian(5);
                MultiVector x = gaussian(3);
                ThinQr qr = ThinQr.of(y)) {
            Projector.outside(qr).apply(x);
            assertThat(CommonOps_DDRM.elementMaxAbs(y.gram(x))).isLessThan(1e-11);
            assertThat(CommonOps_DDRM.elementMaxAbs(x.gram(x))).isGreaterThan(100);
        }
    }

    private static MultiVector gaussian(int columns) {
        return SPACE.probes(ProbeDistribution.GAUSSIAN, 11, columns * 1000L, columns);
    }

    private static MultiVector orthonormal(int columns) {
        try (MultiVector y = gaussian(columns);
                ThinQr qr = ThinQr.of(y)) {
            return qr.q().copy();
        }
    }

    private static void assertFactorises(MultiVector y, int rank) {
        double[] lengths = y.norms();
        try (ThinQr qr = ThinQr.of(y)) {
            assertThat(qr.rank()).isEqualTo(rank);
            DMatrixRMaj off = qr.q().gram(qr.q());
            CommonOps_DDRM.subtractEquals(off, CommonOps_DDRM.identity(rank));
            assertThat(CommonOps_DDRM.elementMaxAbs(off)).isLessThan(1e-13);
            try (MultiVector rest = y.copy()) {
                rest.update(-1, qr.q(), qr.r(), 1);
                double[] left = rest.norms();
                for (int j = 0; j < left.length; j++) {
                    assertThat(left[j]).as("column %d of Y - QR", j).isCloseTo(0, within(3e-13 * lengths[j]));
                }
            }
        }
    }
}
