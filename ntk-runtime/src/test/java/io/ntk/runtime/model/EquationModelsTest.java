package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.Precision;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.provider.Cells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "rnn.hh.weight; Did you mean 'rnn.hh.weight'? Say where it stands by --map V=rnn.hh.weight, or by 'from' in the",
                "recurrent; Say where it stands by --map V=NAME, or by 'from' in the equation file. It holds 'recurrent'."
            })
    void saysPlainlyWhatIsMissingAndWhatIsLikeIt(String stored, String says, @TempDir Path folder) {
        Path file = folder.resolve("model.npz");
        ArrayWriter.write(file, List.of(new NumericArray(stored, List.of(1, 1), new double[1])), Precision.FLOAT64);
        ArrayReference inputs =
                new ArrayReference(Path.of("src/test/resources/models/ctrnn_dale.npz"), Optional.of("inputs"));
        assertThatThrownBy(() -> files.problem(
                        new ArrayReference(file, Optional.empty()), inputs, new ModelSettings("dale_rate")))
                .hasMessageStartingWith("'" + file + "' holds no 'h2h.weight', which is 'V' of cell 'dale_rate'. ")
                .hasMessageContaining(says);
    }

    /** A bias under another name would be left out of θ. */
    @Test
    void saysWhichArrayIsCalledLikeAnOptionalTensorThatIsNotThere(@TempDir Path folder) {
        Path file = folder.resolve("model.npz");
        double[] value = new double[1];
        List<NumericArray> arrays = List.of(
                new NumericArray("rec.weight", List.of(1, 1), value),
                new NumericArray("hh.bias", List.of(1), value),
                new NumericArray("inp.weight", List.of(1, 2), new double[2]),
                new NumericArray("sign", List.of(1, 1), value),
                new NumericArray("mask", List.of(1, 1), value));
        ArrayWriter.write(file, arrays, Precision.FLOAT64);
        List<ModelReading> readings = new ArrayList<>();
        files.telling(readings::add)
                .problem(
                        new ArrayReference(file, Optional.empty()),
                        new ArrayReference(Path.of("src/test/resources/models/ctrnn_dale.npz"), Optional.of("inputs")),
                        new ModelSettings("dale_rate")
                                .withMap(TensorMap.parse(List.of("V=rec.weight", "W_in=inp.weight"))));
        assertThat(readings.get(0).notes())
                .contains("there is no 'b', but 'hh.bias' is called alike: --map b=NAME takes it", "there is no 'h0'");
    }

    @Test
    void saysWhichConstantsAreFromAFileOfTheirOwn() {
        Path file = Path.of("src/test/resources/models/ctrnn_dale.npz");
        List<ModelReading> readings = new ArrayList<>();
        files.telling(readings::add)
                .problem(
                        new ArrayReference(file, Optional.of("before")),
                        new ArrayReference(file, Optional.of("inputs")),
                        new ModelSettings("dale_rate")
                                .withEquations(new EquationSettings(
                                        Map.of(), Optional.of(new ArrayReference(file, Optional.of("constant"))))));
        assertThat(readings).singleElement().satisfies(reading -> {
            assertThat(reading.constants())
                    .containsEntry("sign", file + ":constant.sign")
                    .containsEntry("mask", file + ":constant.mask");
            assertThat(reading.sources()).doesNotContainKey("sign");
            assertThat(reading.summary()).contains("sign is 'sign' of '" + file + "'");
        });
    }

    /** Whoever saves constants after training calls them as the equations do. */
    @Test
    void constantsBesideTheCheckpointMayHaveTheirOwnNames(@TempDir Path folder) throws IOException {
        Path equations = Files.writeString(folder.resolve("masked.cell"), """
                cell masked
                parameters
                  V [H, H] from "weight"
                  U [H, I] from "inputs"
                constants
                  sign [H] from "ei"
                  M [H, H] from "kernel".T
                weights
                  W = abs(V) * sign * M
                state
                  r
                step
                  r' = tanh(W @ r + U @ x)
                """);
        NumericArray weight = new NumericArray("weight", List.of(2, 2), new double[] {1, 2, 3, 4});
        NumericArray inputs = new NumericArray("inputs", List.of(2, 1), new double[2]);
        NumericArray x = new NumericArray("x", List.of(1, 2, 1), new double[2]);
        NumericArray mask = new NumericArray("M", List.of(2, 2), new double[] {1, 0, 1, 1});
        NumericArray turned = new NumericArray("kernel", List.of(2, 2), new double[] {1, 1, 0, 1});
        ArrayReference model = written(folder, "model.npz", weight, inputs, x);
        ArrayReference given = new ArrayReference(model.file(), Optional.of("x"));
        ModelSettings settings = new ModelSettings(equations.toString());

        List<Problem> problems = new ArrayList<>();
        for (List<NumericArray> constants : List.of(
                List.of(new NumericArray("sign", List.of(2), new double[] {1, -1}), mask),
                List.of(new NumericArray("ei", List.of(2), new double[] {1, -1}), turned))) {
            ArrayReference beside = written(folder, "constants.npz", constants.toArray(NumericArray[]::new));
            problems.add(files.problem(
                    model, given, settings.withEquations(new EquationSettings(Map.of(), Optional.of(beside)))));
        }
        assertThat(problems.get(0).model()).isEqualTo(problems.get(1).model());

        assertThatThrownBy(() -> files.problem(model, given, settings))
                .hasMessageContaining("holds no 'ei', which is 'sign' of cell 'masked'.")
                .hasMessageContaining(
                        "; a constant that was not saved comes from --constants FILE. It holds 'weight',");
        ArrayReference none = written(folder, "none.npz", inputs);
        assertThatThrownBy(() -> files.problem(
                        model, given, settings.withEquations(new EquationSettings(Map.of(), Optional.of(none)))))
                .hasMessageContaining("holds no 'ei' or 'sign', which is 'sign' of cell 'masked'.")
                .message()
                .doesNotContain("--constants");
    }

    private static ArrayReference written(Path folder, String name, NumericArray... arrays) {
        Path file = folder.resolve(name);
        ArrayWriter.write(file, List.of(arrays), Precision.FLOAT64);
        return new ArrayReference(file, Optional.empty());
    }
}
