package io.ntk.api.linalg;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class IndexShapeTest {
    private static final IndexShape SHAPE =
            IndexShape.of(new Axis(Axis.TRIAL, 2), new Axis(Axis.TIME, 3), new Axis(Axis.UNIT, 4));

    @Test
    void knowsItsAxes() {
        assertThat(SHAPE.size()).isEqualTo(24);
        assertThat(SHAPE).hasToString("[trial: 2, time: 3, unit: 4]");
        assertThat(SHAPE.position("unit")).isEqualTo(2);
        assertThat(IndexShape.of("parameter", 7)).isEqualTo(IndexShape.of(new Axis(Axis.PARAMETER, 7)));
    }

    @Test
    void unknownAxesAreRefused() {
        assertRefused(
                INVALID_ARGUMENT,
                "There is no axis 'batch' in [trial: 2, time: 3, unit: 4]. Name one of: trial, time, unit.",
                () -> SHAPE.position("batch"));
    }

    @Test
    void anAxisThatIsNotThereHasSizeOne() {
        assertThat(IndexShape.of("unit", 3).sizeOf("unit")).isEqualTo(3);
        assertThat(IndexShape.of("unit", 3).sizeOf(Axis.TIME)).isEqualTo(1);
    }

    @Test
    void emptyShapesAreRefused() {
        String remedy = " Give at least one axis, each with a size of at least 1.";
        assertRefused(INVALID_ARGUMENT, "An index shape has axes []." + remedy, IndexShape::of);
        assertRefused(
                INVALID_ARGUMENT,
                "An index shape has axes [Axis[name=unit, size=0]]." + remedy,
                () -> IndexShape.of("unit", 0));
    }

    @Test
    void sizesBeyondAnIntAreCounted() {
        Axis wide = new Axis("wide", 1 << 20);
        assertThat(IndexShape.of(wide, wide).size()).isEqualTo(1L << 40);
        assertThatThrownBy(() -> IndexShape.of(wide, wide, wide, wide).size()).isInstanceOf(ArithmeticException.class);
    }
}
