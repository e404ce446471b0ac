package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.ParameterSelection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorNamesTest {
    private static final ParameterLayout LAYOUT = ParameterLayout.builder()
            .weight("weight_ih", 4, 2)
            .weight("weight_hh", 4, 4)
            .vector("bias", 4)
            .weight("readout.weight", 1, 4)
            .build();

    private static final TensorNames NAMES = new TensorNames(
            LAYOUT,
            Map.of(
                    "weight_ih",
                    "net.rnn.weight_ih_l0",
                    "weight_hh",
                    "net.rnn.weight_hh_l0",
                    "bias",
                    "net.rnn.b",
                    "readout.weight",
                    "net.fc.weight"));

    @Test
    void callsTensorsAsTheFileDoesWhereTheirNamesAreTheCells() {
        assertThat(NAMES.labels())
                .isEqualTo(Map.of(
                        "weight_ih",
                        "net.rnn.weight_ih_l0",
                        "weight_hh",
                        "net.rnn.weight_hh_l0",
                        "readout.weight",
                        "net.fc.weight"));
    }

    @ParameterizedTest
    @CsvSource({
        "net.rnn.weight_hh_l0, weight_hh",
        "net.rnn.weight_hh, weight_hh",
        "rnn.weight_hh_l0, weight_hh",
        "rnn.weight_hh, weight_hh",
        "weight_hh_l0, weight_hh",
        "weight_hh, weight_hh",
        "weight_hh*, weight_hh*",
        "*weight_hh_l0, weight_hh",
        "net.rnn.*, weight_ih;weight_hh",
        "bias_l0, bias",
        "fc.weight, readout.weight",
        "net.fc.weight, readout.weight",
        "readout.weight, readout.weight"
    })
    void selectsByEitherName(String asked, String own) {
        assertThat(NAMES.resolve(ParameterSelection.of(List.of(asked))).globs()).containsExactly(own.split(";", -1));
    }

    /** A pattern of the cell's own names never reaches further than it did: weight* is not the readout's. */
    @Test
    void takesTheCellsOwnNamesFirst() {
        ParameterSelection selection = NAMES.resolve(ParameterSelection.of(List.of("weight*")));
        assertThat(selection.select(LAYOUT).names()).containsExactly("weight_ih", "weight_hh");
    }

    @ParameterizedTest
    @CsvSource({"weight, ", "other.weight_hh_l0, ", "weight_hh_l1, ", "net.rnn.wieght_hh_l0, net.rnn.weight_hh_l0"})
    void refusesWhatIsNoName(String asked, String meant) {
        ParameterSelection selection = ParameterSelection.of(List.of(asked));
        assertThatThrownBy(() -> NAMES.resolve(selection)).isInstanceOfSatisfying(NtkException.class, e -> {
            assertThat(e.id()).isEqualTo(ErrorId.UNKNOWN_PARAMETER);
            assertThat(e.getMessage()).contains("'" + asked + "'").contains("net.fc.weight");
            if (meant != null) {
                assertThat(e.getMessage()).contains("Did you mean '" + meant + "'?");
            }
        });
    }

    @Test
    void leavesLayersOfAStackApart() {
        ParameterLayout stack = ParameterLayout.builder()
                .weight("weight_hh_l0", 2, 2)
                .weight("weight_hh_l1", 2, 2)
                .build();
        TensorNames names =
                new TensorNames(stack, Map.of("weight_hh_l0", "rnn.weight_hh_l0", "weight_hh_l1", "rnn.weight_hh_l1"));

        assertThat(names.resolve(ParameterSelection.of(List.of("rnn.weight_hh_l1")))
                        .globs())
                .containsExactly("weight_hh_l1");
        assertThat(names.labels()).containsEntry("weight_hh_l1", "rnn.weight_hh_l1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"=cmd.", "\u001b[31m.", "a\u202e.", "a b.", "-x.", "a,b.", "a\n."})
    void givesResultsNoCharacterThatMayBeACommand(String path) {
        TensorNames names = new TensorNames(LAYOUT, Map.of("weight_hh", path + "weight_hh"));

        assertThat(names.labels()).isEmpty();
        assertThat(names.resolve(ParameterSelection.of(List.of(path + "weight_hh")))
                        .globs())
                .containsExactly("weight_hh");
    }

    /** As when a checkpoint keeps one array for two tensors. */
    @Test
    void givesNoNameTwice() {
        TensorNames names = new TensorNames(
                LAYOUT, Map.of("weight_ih", "a.weight", "weight_hh", "a.weight", "readout.weight", "a.weight"));

        assertThat(names.labels()).isEqualTo(Map.of("readout.weight", "a.weight"));
    }
}
