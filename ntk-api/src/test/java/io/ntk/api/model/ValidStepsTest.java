package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ValidStepsTest {
    private static final ValidSteps STEPS = ValidSteps.of(3, 2, new double[] {1, 0, 0, 0, 0, 1});

    @Test
    void tellWhereTrialsEnd() {
        assertThat(STEPS.last(0)).isZero();
        assertThat(STEPS.last(1)).isEqualTo(-1);
        assertThat(STEPS.last(2)).isOne();
        assertThat(STEPS.count()).isEqualTo(2);
        assertThat(STEPS.isValid(2, 0)).isFalse();
        assertThat(STEPS.isValid(2, 1)).isTrue();
    }

    @Test
    void areOfSomeTrials() {
        assertThat(STEPS.ofTrials(Indices.of(0, 2))).isEqualTo(ValidSteps.of(2, 2, new double[] {1, 0, 0, 1}));
        assertThat(STEPS.ofTrials(Indices.of(1)).count()).isZero();
    }

    @Test
    void areZerosAndOnesOfTheShapeOfTheTrials() {
        assertRefused(
                INVALID_ARGUMENT,
                "The mask of valid steps holds 0.5 at [trial, step] = [1, 0]. Give 1 for a step that counts, and 0 for"
                        + " one that does not.",
                () -> ValidSteps.of(2, 2, new double[] {1, 0, 0.5, 0}));
        assertRefused(
                INVALID_ARGUMENT,
                "No step of any trial is valid, so nothing is observed. Give at least one step the value 1.",
                () -> ValidSteps.of(1, 2, new double[2]));
        assertRefused(
                SHAPE_MISMATCH,
                "The mask of valid steps has 3 elements, but shape [trials, steps] = [2, 2] was given. Give one element"
                        + " for each step of each trial.",
                () -> ValidSteps.of(2, 2, new double[3]));
    }
}
