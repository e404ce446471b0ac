package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class StorageTest {
    /** A buffer of Java addresses 2 GiB. Only pages that are touched take memory. */
    @ParameterizedTest
    @EnumSource
    void reachesElementsBeyondTwoGibibytes(Precision precision) {
        assertThat(Nd4jEngine.load().availability().available()).isTrue();
        Storage storage = new Storage(precision);
        long last = (5L << 29) / precision.bytes();
        INDArray array = storage.uninitialized(last + 3);
        try {
            double[] values = {1.5, -2, 4};
            storage.write(array, last, values);
            double[] found = new double[3];
            storage.read(array, last, found);
            assertThat(found).containsExactly(values);
            assertThat(storage.bytes(array, last + 1, 2).capacity()).isEqualTo(2 * precision.bytes());
            assertThat(array.getDouble(last + 2)).isEqualTo(4);
        } finally {
            array.close();
        }
    }

    @Test
    void bytesAreThoseOfTheElements() {
        assertThat(Nd4jEngine.load().availability().available()).isTrue();
        Storage storage = new Storage(Precision.FLOAT32);
        double[] values = new double[10];
        Arrays.setAll(values, i -> i);
        INDArray array = storage.of(values, 10);
        try {
            assertThat(storage.bytes(array, 4, 3).getFloat(2 * Float.BYTES)).isEqualTo(6);
        } finally {
            array.close();
        }
    }
}
