package io.ntk.backend.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class BlockPoolTest {
    private final Storage floats = new Storage(Precision.FLOAT32);
    private final Storage doubles = new Storage(Precision.FLOAT64);

    @Test
    void lendsWhatWasGivenBackToWhoAsksForTheSameLengthAndType() {
        try (BlockPool pool = new BlockPool(1000)) {
            INDArray first = pool.take(floats, 10);
            pool.give(first);
            INDArray other = pool.take(doubles, 10);
            INDArray longer = pool.take(floats, 11);
            INDArray same = pool.take(floats, 10);

            assertThat(same).isSameAs(first);
            assertThat(other).isNotSameAs(first);
            assertThat(longer).isNotSameAs(first);
            pool.give(same);
            pool.give(longer);
            pool.give(other);
        }
    }

    @Test
    void keepsNoMoreThanWasOnceInUse() {
        try (BlockPool pool = new BlockPool(1000)) {
            INDArray small = pool.take(floats, 10);
            pool.give(small);
            INDArray large = pool.take(floats, 12);
            pool.give(large);

            assertThat(small.wasClosed()).isTrue();
            assertThat(large.wasClosed()).isFalse();
        }
    }

    @Test
    void keepsNothingBeyondTheLimit() {
        try (BlockPool pool = new BlockPool(100)) {
            INDArray first = pool.take(floats, 20);
            INDArray second = pool.take(floats, 5);
            pool.give(first);
            INDArray third = pool.take(floats, 21);

            assertThat(first.wasClosed()).isTrue();
            pool.give(second);
            assertThat(second.wasClosed()).as("beyond the limit with the third").isTrue();
            pool.give(third);
            assertThat(third.wasClosed()).isFalse();
        }
    }

    @Test
    void closesWhatItKeeps() {
        INDArray array;
        try (BlockPool pool = new BlockPool(1000)) {
            array = pool.take(floats, 10);
            pool.give(array);
        }
        assertThat(array.wasClosed()).isTrue();
    }

    @Test
    void closesWhatComesBackAfterItsEnd() {
        BlockPool pool = new BlockPool(1000);
        INDArray array = pool.take(floats, 10);
        pool.close();
        pool.give(array);

        assertThat(array.wasClosed()).isTrue();
    }

    @Test
    void isWhereBlocksOfVectorsTakeTheirStorageAndReturnIt() {
        try (BlockPool pool = new BlockPool(1000)) {
            Nd4jVectorSpace space = new Nd4jVectorSpace(IndexShape.of("element", 5), Precision.FLOAT32, pool);
            INDArray first;
            try (Nd4jMultiVector block = space.zeros(2)) {
                block.setColumn(1, new double[] {1, 2, 3, 4, 5});
                first = block.array();
            }
            try (Nd4jMultiVector again = space.zeros(2)) {
                assertThat(again.array().data().address())
                        .isEqualTo(first.data().address());
                assertThat(again.toArrays()).as("what the last block left").isEqualTo(new double[2][5]);
            }
        }
    }
}
