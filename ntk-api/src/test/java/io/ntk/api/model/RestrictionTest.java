package io.ntk.api.model;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.ErrorId.SHAPE_MISMATCH;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestrictionTest {
    private static final ValidSteps VALID = ValidSteps.of(3, 4, new double[] {1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1});

    @Test
    void aTrialEndsWithTheLastStepThatIsLookedAt() {
        assertThat(Restriction.NONE.usedSteps(2, 4)).containsExactly(4, 4);
        assertThat(Restriction.NONE.withSteps(Indices.range(1, 3)).usedSteps(2, 4))
                .containsExactly(3, 3);
        assertThat(Restriction.NONE.withValid(VALID).usedSteps(3, 4)).containsExactly(4, 2, 4);
        assertThat(Restriction.NONE
                        .withValid(VALID)
                        .withSteps(Indices.of(0, 1, 2))
                        .usedSteps(3, 4))
                .containsExactly(3, 2, 0);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Restriction none = Restriction.NONE;
        none.withValid(VALID).withSteps(Indices.of(3)).withUnits(Indices.of(1)).requireFits(3, 4, 2);
        assertRefused(
                INVALID_ARGUMENT,
                "Index 4 was given, but there are 4 steps. Give indices from 0 to 3.",
                () -> none.withSteps(Indices.of(4)).requireFits(3, 4, 2));
        assertRefused(
                INVALID_ARGUMENT,
                "Index 2 was given, but there are 2 observed units. Give indices from 0 to 1.",
                () -> none.withUnits(Indices.of(2)).requireFits(3, 4, 2));
        assertRefused(
                SHAPE_MISMATCH,
                "The mask of valid steps has shape [3, 4], but the inputs have 4 trials of 3 steps. Give one element for"
                        + " each step of each trial.",
                () -> none.withValid(VALID).requireFits(4, 3, 2));
    }
}
