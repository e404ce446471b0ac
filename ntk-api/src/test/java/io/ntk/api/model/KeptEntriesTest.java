package io.ntk.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.spi.Problem;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeptEntriesTest {
    private static final ParameterLayout LAYOUT =
            ParameterLayout.builder().weight("W", 1, 2).vector("b", 1).build();

    @Test
    void keepsTensorsWithoutMaskWhole() {
        KeptEntries entries = KeptEntries.of(LAYOUT, Map.of("W", new double[] {0, 1}));
        assertThat(entries.toArray()).containsExactly(false, true, true);
        assertThat(entries.count()).isEqualTo(2);
        assertThat(entries)
                .isEqualTo(KeptEntries.of(LAYOUT, new boolean[] {false, true, true}))
                .hasToString("2 of 3 entries");
    }

    @Test
    void refusesWhatIsNoMask() {
        assertRefused(
                ErrorId.SHAPE_MISMATCH, "has 1 elements", () -> KeptEntries.of(LAYOUT, Map.of("W", new double[1])));
        assertRefused(ErrorId.SHAPE_MISMATCH, "has 2 elements", () -> KeptEntries.of(LAYOUT, new boolean[2]));
        assertRefused(ErrorId.INVALID_ARGUMENT, "nothing", () -> KeptEntries.of(LAYOUT, new boolean[3]));
        assertRefused(ErrorId.UNKNOWN_PARAMETER, "'V'", () -> KeptEntries.of(LAYOUT, Map.of("V", new double[1])));
        for (double value : new double[] {2, -1, 0.5, Double.NaN}) {
            assertRefused(
                    ErrorId.INVALID_ARGUMENT,
                    "holds " + value,
                    () -> KeptEntries.of(LAYOUT, Map.of("b", new double[] {value})));
        }
    }

    @Test
    void aProblemNeedsEntriesOfItsModelAndOfWhatIsSelected() {
        RecurrentModel model = new RecurrentModel("rnn", new RnnCell(RnnCell.Activation.TANH, false), 1, 1);
        Problem problem =
                new Problem(model, Parameters.of(model.layout(), new double[2]), Inputs.of(1, 1, 1, new double[1]));
        KeptEntries input = KeptEntries.of(model.layout(), new boolean[] {true, false});
        assertThat(problem.withKept(input).keptSelected()).hasValue(1);
        assertThat(problem.withKept(input).parameterShape().size()).isEqualTo(2);
        assertRefused(
                ErrorId.SHAPE_MISMATCH,
                "laid out",
                () -> problem.withKept(KeptEntries.of(LAYOUT, new boolean[] {true, true, true})));
        assertRefused(
                ErrorId.INVALID_ARGUMENT,
                "weight_hh",
                () -> problem.withSelection(ParameterSelection.of(List.of("weight_hh")))
                        .withKept(input));
    }

    private static void assertRefused(ErrorId id, String says, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContaining(says);
    }
}
