package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class ViewsTest {
    private final Storage storage = storage();

    private static Storage storage() {
        Nd4jEngine.load();
        return new Storage(Precision.FLOAT64);
    }

    private INDArray counting(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = i;
        }
        return storage.of(values, n);
    }

    @Test
    void offsetsOfViewsOfViewsAddUp() {
        INDArray array = counting(48);
        INDArray block = Views.block(array, 24, 2, 3, 4);
        INDArray columns = Views.columns(block, 1, 3);
        INDArray inner = Views.columns(columns, 1, 2);
        assertThat(inner.getDouble(1, 2, 0)).isEqualTo(24 + 12 + 8 + 2);
        inner.assign(-1);
        assertThat(array.getDouble(24 + 12 + 8 + 3)).isEqualTo(-1);
        assertThat(array.getDouble(24 + 12 + 8 + 1)).isEqualTo(24 + 12 + 8 + 1);
        assertThat(Views.isContiguous(block)).isTrue();
        assertThat(Views.isContiguous(columns)).isFalse();
        array.close();
    }

    @Test
    void productsOfEveryShapeAreThoseOfTheDefinition() {
        int[] sizes = {1, 2, 3};
        for (int m : sizes) {
            for (int n : sizes) {
                for (int k : sizes) {
                    expectProduct(m, n, k);
                }
            }
        }
    }

    private void expectProduct(int m, int n, int k) {
        INDArray a = counting(k * m);
        INDArray b = counting(k * n);
        INDArray c = counting(m * n);
        INDArray at = Views.matrix(a, 0, k, m);
        INDArray bt = Views.matrix(b, 0, n, k);
        Products.multiply(2, at.transpose(), bt.transpose(), 3, Views.matrix(c, 0, m, n));
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int l = 0; l < k; l++) {
                    sum += (l * m + i) * (double) (j * k + l);
                }
                assertThat(c.getDouble((long) i * n + j))
                        .as("[%d, %d] of [%d, %d] × [%d, %d]", i, j, m, k, k, n)
                        .isEqualTo(2 * sum + 3.0 * (i * n + j));
            }
        }
        a.close();
        b.close();
        c.close();
    }

    @Test
    void memoryThatIsNotThereIsRefusedWithItsSize() {
        assertThatThrownBy(() -> storage.uninitialized(1L << 20, 1L << 30))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY))
                .hasMessageContaining(Long.toString(1L << 53));
    }
}
