package io.ntk.api.linalg;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AbstractVectorSpaceTest {
    private static final IndexShape SHAPE = IndexShape.of("unit", 3);

    private static class Stored extends AbstractVectorSpace<MultiVector> {
        private final List<String> made = new ArrayList<>();

        Stored(IndexShape shape, Precision precision, Object storage) {
            super(shape, precision, storage);
        }

        @Override
        protected MultiVector allocate(int columns, boolean zero) {
            made.add(columns + (zero ? " of zeros" : ""));
            return new HeapVectorSpace(shape()).zeros(columns);
        }
    }

    private static final class Elsewhere extends Stored {
        Elsewhere(IndexShape shape, Precision precision, Object storage) {
            super(shape, precision, storage);
        }
    }

    private final Stored space = new Stored(SHAPE, Precision.FLOAT32, "disk");

    @Test
    void spacesAreEqualIfShapePrecisionAndStorageAre() {
        assertThat(space)
                .isEqualTo(new Stored(SHAPE, Precision.FLOAT32, "disk"))
                .hasSameHashCodeAs(new Stored(SHAPE, Precision.FLOAT32, "disk"))
                .isNotEqualTo(new Stored(IndexShape.of("unit", 4), Precision.FLOAT32, "disk"))
                .isNotEqualTo(new Stored(SHAPE, Precision.FLOAT64, "disk"))
                .isNotEqualTo(new Stored(SHAPE, Precision.FLOAT32, "tape"))
                .isNotEqualTo(new Elsewhere(SHAPE, Precision.FLOAT32, "disk"))
                .isNotEqualTo(new HeapVectorSpace(SHAPE));
    }

    @Test
    void saysWhatItIs() {
        assertThat(space).hasToString("float32 [unit: 3] (disk)");
    }

    @Test
    void makesBlocksOfAtLeastOneColumn() {
        space.zeros(2).close();
        space.uninitialized(1).close();
        assertThat(space.made).containsExactly("2 of zeros", "1");
        String refusal = "A block of 0 columns was asked for. Give at least 1.";
        assertRefused(INVALID_ARGUMENT, refusal, () -> space.zeros(0));
        assertRefused(INVALID_ARGUMENT, refusal, () -> space.uninitialized(0));
    }
}
