package io.ntk.cells;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EquationCellTest {
    private static final String PLAIN = """
            cell mine
            parameters
              W [H, H]
              U [H, I]
              b [H] optional
            constants
              alpha = 0.5
              mask [H, H]
            weights
              V = W * mask
            state
              r
            step
              r' = alpha * tanh(V @ r + U @ x + b)
            """;

    private static Cell cell(String text, double mask, String... absent) {
        CellOptions options = CellOptions.DEFAULT.withAbsent(Set.of(absent));
        return new EquationProvider("mine.cell", text).create(options, Map.of(), Map.of("mask", new double[] {mask}));
    }

    @Test
    void cellsOfTheSameEquationsAndConstantsAreEqual() {
        assertThat(cell(PLAIN, 1)).isEqualTo(cell(PLAIN, 1)).hasSameHashCodeAs(cell(PLAIN, 1));
        assertThat(cell(PLAIN, 1).hasEquationsOf(cell(PLAIN, 1))).isTrue();
    }

    @Test
    void otherEquationsOrConstantsMakeAnotherCell() {
        assertThat(cell(PLAIN, 1))
                .isNotEqualTo(cell(PLAIN.replace("tanh", "sin"), 1))
                .isNotEqualTo(cell(PLAIN.replace("0.5", "0.25"), 1))
                .isNotEqualTo(cell(PLAIN, 0))
                .isNotEqualTo(cell(PLAIN, 1, "b"));
    }

    /** A product of two matrices is no weight, so that matrices in a row multiply the vector after them. */
    @ParameterizedTest
    @CsvSource({
        "V @ mask @ r, V @ (mask @ r)",
        "V.T @ V @ mask @ r * r, V.T @ (V @ (mask @ r)) * r",
        "0.5 * V @ mask @ (r + r), 0.5 * V @ (mask @ (r + r))",
        "V @ r @ mask, (V @ r) @ mask"
    })
    void matricesInARowMultiplyTheVectorAfterThem(String row, String nested) {
        assertThat(CellDefinition.read("mine.cell", PLAIN.replace("V @ r", row)))
                .isEqualTo(CellDefinition.read("mine.cell", PLAIN.replace("V @ r", nested)));
    }
}
