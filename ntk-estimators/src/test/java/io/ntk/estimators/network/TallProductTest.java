package io.ntk.estimators.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.RandomMatrices_DDRM;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallProductTest {
    /** Fewer rows than a group, whole groups, whole blocks, and all that is between. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 2, 5", "4, 3, 3", "63, 5, 2", "64, 4, 4", "67, 7, 3", "131, 6, 9"})
    void isThatOfEjml(int rows, int left, int right) {
        DMatrixRMaj x = RandomMatrices_DDRM.rectangle(rows, left, -1, 1, new Random(rows));
        DMatrixRMaj y = RandomMatrices_DDRM.rectangle(rows, right, -1, 1, new Random(left));
        DMatrixRMaj expected = CommonOps_DDRM.multTransA(x, y, null);
        DMatrixRMaj found = TallProduct.of(x, y);
        assertThat(found.numRows).isEqualTo(left);
        assertThat(found.data).containsExactly(expected.data, within(1e-15 * rows));
    }
}
