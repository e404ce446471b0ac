package io.ntk.api.model;

import static io.ntk.api.ErrorId.NON_FINITE;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InitialStateTest {
    private static final InitialState EACH = InitialState.of(2, 3, new double[] {1, 2, 3, 4, 5, 6});
    private static final InitialState SAME = InitialState.of(1, 3, new double[] {1, 2, 3});

    @Test
    void isARowForEachTrialOrOneForAll() {
        assertThat(EACH.get(1, 2)).isEqualTo(6);
        assertThat(EACH.get(0, 2)).isEqualTo(3);
        assertThat(SAME.get(17, 1)).isEqualTo(2);
        assertThat(InitialState.zeros().get(17, 23)).isZero();
    }

    @Test
    void copiesItsValues() {
        double[] values = {1, 2};
        InitialState state = InitialState.of(1, 2, values);
        values[0] = 99;
        assertThat(state.get(0, 0)).isEqualTo(1);
    }

    @Test
    void fitsAModel() {
        assertThatCode(() -> {
                    EACH.requireFits(2, 3);
                    SAME.requireFits(2, 3);
                    InitialState.zeros().requireFits(100, 7);
                })
                .doesNotThrowAnyException();
        assertRefused(
                SHAPE_MISMATCH,
                "The initial state has shape [2, 3], but the model needs [4, 3] or [1, 3]. "
                        + "Its width is the hidden size times the number of state parts.",
                () -> EACH.requireFits(4, 3));
        assertRefused(
                SHAPE_MISMATCH,
                "The initial state has shape [1, 3], but the model needs [2, 6] or [1, 6]. "
                        + "Its width is the hidden size times the number of state parts.",
                () -> SAME.requireFits(2, 6));
    }

    @ParameterizedTest
    @CsvSource({"2, 3, 5", "0, 3, 0", "3, 0, 0", "-1, -6, 6"})
    void wrongLengthsAreRefused(int rows, int size, int length) {
        assertRefused(
                SHAPE_MISMATCH,
                "The initial state has " + length + " elements, but shape [" + rows + ", " + size + "] was given. "
                        + "Give one row of all state parts for each trial, or one row for all trials.",
                () -> InitialState.of(rows, size, new double[length]));
    }

    @Test
    void valuesThatAreNotFiniteAreRefusedWithTheirPlace() {
        assertRefused(
                NON_FINITE,
                "The initial state is Infinity at [1, 0]. Give finite numbers.",
                () -> InitialState.of(2, 2, new double[] {0, 0, Double.POSITIVE_INFINITY, 0}));
    }
}
