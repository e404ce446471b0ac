package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.Precision;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models whose equations are files. What they give stands in the tests of the command, for every engine. */
class EquationModelsTest {
    private final ModelFiles files = new ModelFiles(Cells.find(EquationModelsTest.class.getClassLoader()));

    /** MATLAB has no vectors: its columns and rows stand for them, and other matrices do not. */
    @Test
    void readsAColumnOrARowAsAVector(@TempDir Path folder) throws IOException {
        NumericArray inputs = new NumericArray("x", List.of(1, 2, 1), new double[] {1, 2});
        Path equations = Files.writeString(folder.resolve("line.cell"), """
                cell line "a line"
                parameters
                  W [H, I]
                  b [H]
                state
                  h
                step
                  h' = tanh(W @ x + b + h)
                """);
        for (List<Integer> shape : List.of(List.of(4), List.of(4, 1), List.of(1, 4))) {
            Path file = folder.resolve("model.npz");
            double[] b = {0.1, 0.2, 0.3, 0.4};
            NumericArray weight = new NumericArray("W", List.of(4, 1), new double[4]);
            ArrayWriter.write(file, List.of(weight, new NumericArray("b", shape, b), inputs), Precision.FLOAT64);
            Problem problem = files.problem(
                    new ArrayReference(file, Optional.empty()),
                    new ArrayReference(file, Optional.of("x")),
                    new ModelSettings(equations.toString()));
            assertThat(problem.parameters().toArray()).as(shape.toString()).endsWith(b);
        }
        Path square = folder.resolve("square.npz");
        NumericArray weight = new NumericArray("W", List.of(4, 1), new double[4]);
        NumericArray matrix = new NumericArray("b", List.of(2, 2), new double[4]);
        ArrayWriter.write(square, List.of(weight, matrix, inputs), Precision.FLOAT64);
        assertThatThrownBy(() -> files.problem(
                        new ArrayReference(square, Optional.empty()),
                        new ArrayReference(square, Optional.of("x")),
                        new ModelSettings(equations.toString())))
                .hasMessageContaining("\"b\" has shape [2, 2]");
    }
}
