package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lengths that follow from the shapes of a checkpoint's arrays. */
class LengthsTest {
    private static final String GATED = """
            cell gated
            parameters
              W  [H, H]  from "kernel"[:, H:2*H].T
              U  [H, I]  from "input".T
              m  [H, R]
              b  [H + R]
              s  [1]     optional
            state
              r
            step
              r' = W @ r + U @ x + m @ (m.T @ r) + b[0:H] + s
            """;

    private final EquationProvider provider = new EquationProvider("gated.cell", GATED);

    private Map<String, StoredShape> stored(Map<String, List<Integer>> shapes) {
        Map<String, StoredShape> stored = new HashMap<>();
        provider.definition().parameters().forEach(tensor -> {
            List<Integer> shape = shapes.get(tensor.name());
            if (shape != null) {
                stored.put(tensor.name(), new StoredShape(tensor.stored().get(0), shape));
            }
        });
        return stored;
    }

    private static Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new HashMap<>();
        shapes.put("W", List.of(4, 8));
        shapes.put("U", List.of(3, 4));
        shapes.put("m", List.of(4, 2));
        shapes.put("b", List.of(6));
        return shapes;
    }

    @Test
    void followFromAxesThroughSlicesAndTranspositions() {
        assertThat(provider.lengths(stored(shapes()), 9)).isEqualTo(Map.of("H", 4, "I", 3, "R", 2));
    }

    @Test
    void followFromSumsOnceTheOtherLengthsAreKnown() {
        Map<String, List<Integer>> shapes = shapes();
        shapes.remove("m");
        assertThat(provider.lengths(stored(shapes), 9)).containsEntry("R", 2);
    }

    @Test
    void theWidthOfTheInputsServesWhereNoTensorTells() {
        Map<String, List<Integer>> shapes = shapes();
        shapes.remove("U");
        assertThat(provider.lengths(stored(shapes), 9)).containsEntry("I", 9);
    }

    @Test
    void aNumberMayBeStoredWithoutAxes() {
        Map<String, List<Integer>> shapes = shapes();
        shapes.put("s", List.of());
        assertThat(provider.lengths(stored(shapes), 9)).containsEntry("H", 4);
    }

    @Test
    void whatDoesNotFitIsRefusedWithBothShapes() {
        refuses("W", List.of(4, 7), "\"kernel\"[:, H:2*H].T has shape [4, 7], but 'W' of cell 'gated' has shape");
        refuses("U", List.of(3, 5), "has shape [3, 5], but 'U' of cell 'gated' has shape [H, I]");
        refuses("m", List.of(4, 2, 1), "has shape [4, 2, 1], but 'm' of cell 'gated' has shape [H, R]");
        refuses("b", List.of(3), "has shape [3], but 'b' of cell 'gated' has shape");
        refuses("s", List.of(2), "has shape [2], but 's' of cell 'gated' has shape [1]");
    }

    /** '.T' turns a matrix, and no other array. */
    @Test
    void adviceIsWhatCanHelp() {
        String turn = "'.T' after the name in 'from' transposes an array.";
        assertThat(refusal("U", List.of(3, 5))).contains(turn);
        assertThat(refusal("m", List.of(5, 5))).doesNotContain(turn);
        assertThat(refusal("m", List.of(4)))
                .contains(
                        "a vector that multiplies the columns of a matrix, such as one sign for each unit, is declared"
                                + " m [R] in a copy of the cell: ")
                .doesNotContain(turn);
    }

    @Test
    void theArrayOfTheFileIsNamed() {
        Map<String, StoredShape> stored = stored(shapes());
        stored.put("W", new StoredShape(new StoredTensor("kernel", List.of()), List.of(7), "net.kernel"));
        assertThatThrownBy(() -> provider.lengths(stored, 9))
                .hasMessageContaining("Array \"net.kernel\" has shape [7], but 'W' of cell 'gated'");
    }

    @Test
    void aLengthThatNothingTellsIsNamed() {
        Map<String, List<Integer>> shapes = shapes();
        shapes.remove("m");
        shapes.remove("b");
        assertThatThrownBy(() -> provider.lengths(stored(shapes), 9))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SHAPE_MISMATCH))
                .hasMessageContaining("The length R of cell 'gated' follows from no shape in the checkpoint.");
    }

    private String refusal(String tensor, List<Integer> shape) {
        Map<String, List<Integer>> shapes = shapes();
        shapes.put(tensor, shape);
        return String.valueOf(
                catchThrowable(() -> provider.lengths(stored(shapes), 9)).getMessage());
    }

    private void refuses(String tensor, List<Integer> shape, String sentence) {
        Map<String, List<Integer>> shapes = shapes();
        shapes.put(tensor, shape);
        assertThatThrownBy(() -> provider.lengths(stored(shapes), 9))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SHAPE_MISMATCH))
                .hasMessageContaining(sentence);
    }
}
