package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class RowCopyTest {
    @ParameterizedTest
    @EnumSource
    void copiesWithAnyStridesBothWays(Precision precision) {
        Storage storage = new Storage(precision);
        double[] numbers = new double[3 * 4 * 10];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = i;
        }
        try (INDArray whole = storage.of(numbers, 3, 4, 10);
                INDArray back = storage.zeros(3, 4, 10);
                INDArray copy = storage.uninitialized(2, 3, 5)) {
            long[] shape = {2, 3, 5};
            INDArray view = Views.of(whole, 43, shape, 10, 20, 1);
            RowCopy.copy(view, copy);
            RowCopy.copy(copy, Views.of(back, 43, shape, 10, 20, 1));

            double[] copied = new double[30];
            storage.read(copy, 0, copied);
            double[] returned = new double[numbers.length];
            storage.read(back, 0, returned);
            double[] expected = new double[numbers.length];
            for (int i = 0; i < 2; i++) {
                for (int j = 0; j < 3; j++) {
                    for (int c = 0; c < 5; c++) {
                        int at = 43 + 10 * i + 20 * j + c;
                        assertThat(copied[(i * 3 + j) * 5 + c]).isEqualTo(at);
                        expected[at] = at;
                    }
                }
            }
            assertThat(returned).containsExactly(expected);
        }
    }
}
