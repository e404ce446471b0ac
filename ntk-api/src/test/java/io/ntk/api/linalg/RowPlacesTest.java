package io.ntk.api.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowPlacesTest {
    private static final int[] ALL = {0, 1, 2};

    @Test
    void consecutiveElementsAreOneRun() {
        RowPlaces places = RowPlaces.of(new int[] {4, RowPlaces.NOWHERE}, 6, new int[] {0, 2, 3, 5});
        assertThat(places.runs())
                .containsExactly(new RowPlaces.Run(0, 0, 1), new RowPlaces.Run(2, 1, 2), new RowPlaces.Run(5, 3, 1));
        assertThat(places.hasWholeRows()).isFalse();
        assertThat(places.rows()).isEqualTo(2);
    }

    @Test
    void areTheSameIfEveryRowWithAPlaceIsInItsOwn() {
        assertThat(RowPlaces.of(new int[] {0, 1}, 3, ALL).areSame()).isTrue();
        assertThat(RowPlaces.of(new int[] {1, 0}, 3, ALL).areSame()).isFalse();
        assertThat(RowPlaces.of(new int[] {0, RowPlaces.NOWHERE}, 3, ALL).areSame())
                .isTrue();
        assertThat(RowPlaces.of(new int[] {RowPlaces.NOWHERE, 0}, 3, ALL).areSame())
                .isFalse();
        assertThat(RowPlaces.of(new int[] {0, 1}, 4, ALL).areSame()).isFalse();
    }

    @Test
    void blocksArePutTogetherAndTakenApart() {
        RowPlaces first = RowPlaces.of(new int[] {2, RowPlaces.NOWHERE}, 2, new int[] {1});
        RowPlaces second = RowPlaces.of(new int[] {0}, 2, new int[] {1});
        try (MultiVector a = block(4, 1, 2, 3, 4);
                MultiVector b = block(2, 5, 6);
                MultiVector whole = block(3, 9, 9, 9);
                MultiVector part = block(4, 9, 9, 9, 9)) {
            whole.assemble(List.of(a, b), List.of(first, second));
            assertThat(whole.toArray(0)).containsExactly(6, 0, 2);

            part.extract(whole, first);
            assertThat(part.toArray(0)).containsExactly(0, 2, 0, 0);
        }
    }

    private static MultiVector block(int size, double... values) {
        MultiVector block = new HeapVectorSpace(IndexShape.of("element", size)).zeros(1);
        block.setColumn(0, values);
        return block;
    }
}
