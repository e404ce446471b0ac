package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DenseMatrixTest {
    /** Wider than any matrix of these tests, so that rows have gaps. */
    private static final int LEADING = 5;

    private static Buffer buffer(Precision precision, int elements) {
        ByteBuffer bytes =
                ByteBuffer.allocateDirect(elements * precision.bytes()).order(ByteOrder.nativeOrder());
        return precision == Precision.FLOAT32 ? bytes.asFloatBuffer() : bytes.asDoubleBuffer();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void holdsElementsInItsPrecision(Precision precision) {
        DenseMatrix matrix = DenseMatrix.of(buffer(precision, 20), 2, 3, 4, LEADING);
        assertThat(matrix.precision()).isEqualTo(precision);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                matrix.put(i, j, 10 * i + j + 0.1);
            }
        }
        double rounded = precision == Precision.FLOAT32 ? (float) 21.1 : 21.1;
        assertThat(matrix.get(2, 1)).isEqualTo(rounded);
        assertThat(matrix.transpose().get(1, 2)).isEqualTo(rounded);
        double[] row = new double[4];
        matrix.copyRow(2, row);
        assertThat(row).containsExactly(matrix.get(2, 0), rounded, matrix.get(2, 2), matrix.get(2, 3));
        double[] column = new double[3];
        matrix.transpose().copyRow(1, column);
        assertThat(column).containsExactly(matrix.get(0, 1), matrix.get(1, 1), rounded);
    }

    @Test
    void refusesWhatItsBufferDoesNotHold() {
        Buffer buffer = buffer(Precision.FLOAT32, 10);
        assertThatThrownBy(() -> DenseMatrix.of(buffer, 0, 3, 4))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SHAPE_MISMATCH));
        assertThatIllegalArgumentException().isThrownBy(() -> DenseMatrix.of(ByteBuffer.allocateDirect(100), 0, 3, 4));
    }

    /** Each element as the sum that defines it. */
    private static final class Sums extends DenseProducts {
        @Override
        protected void multiplyFitting(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c) {
            c.put(0, 0, alpha * a.get(0, 0) * b.get(0, 0) + beta * c.get(0, 0));
        }
    }

    @Test
    void productsAreOfOnePrecision() {
        DenseMatrix narrow = DenseMatrix.of(buffer(Precision.FLOAT32, 1), 0, 1, 1);
        DenseMatrix wide = DenseMatrix.of(buffer(Precision.FLOAT64, 1), 0, 1, 1);
        narrow.put(0, 0, 3);
        wide.put(0, 0, 3);
        new Sums().multiply(2, wide, wide, 1, wide);
        assertThat(wide.get(0, 0)).isEqualTo(21);
        assertThatThrownBy(() -> new Sums().multiply(1, narrow, narrow, 0, wide))
                .isInstanceOfSatisfying(NtkException.class, e -> {
                    assertThat(e.id()).isEqualTo(ErrorId.SHAPE_MISMATCH);
                    assertThat(e.problem()).contains("float32", "float64");
                });
    }
}
