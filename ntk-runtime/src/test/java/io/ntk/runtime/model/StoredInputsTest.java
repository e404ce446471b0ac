package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.RecurrentModel;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.provider.Cells;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs that lack an axis, from MATLAB, which drops a last one of length 1, and from NumPy, which does not. */
class StoredInputsTest {
    @TempDir
    private Path folder = Path.of("");

    private ArrayReference write(String file, String shape) {
        Path path = folder.resolve(file);
        List<Integer> sizes =
                Arrays.stream(shape.split(" ", -1)).map(Integer::valueOf).toList();
        int size = sizes.stream().reduce(1, Math::multiplyExact);
        if (file.endsWith(".mat")) {
            MatlabFiles.write(path, "x", sizes);
        } else {
            double[] values = IntStream.range(0, size).asDoubleStream().toArray();
            ArrayWriter.write(path, List.of(new NumericArray("x", sizes, values)), Precision.FLOAT64);
        }
        return ArrayReference.parse(path.toString());
    }

    private static RecurrentModel model(int channels) {
        Cells cells = Cells.find(StoredInputsTest.class.getClassLoader());
        return new RecurrentModel("gru", cells.provider("gru").create(CellOptions.DEFAULT), channels, 2);
    }

    private static Inputs inputs(StoredInputs stored, int channels) {
        List<Integer> shape = stored.shape(model(channels), ArrayReference.parse("model.npz"));
        return stored.of(
                shape,
                IntStream.generate(() -> shape.get(1)).limit(shape.get(0)).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "x.mat, 4 6, 1, 4 6 1",
        "x.mat, 1 6, 1, 1 6 1",
        "x.mat, 6 3, 3, 1 6 3",
        "x.mat, 1 3, 3, 1 1 3",
        "x.mat, 1 1, 1, 1 1 1",
        "x.mat, 4 6 3, 3, 4 6 3",
        "x.npy, 4 6 3, 3, 4 6 3"
    })
    void theModelTellsWhichAxisIsMissing(String file, String shape, int channels, String read) {
        StoredInputs stored = StoredInputs.read(write(file, shape));

        Inputs inputs = inputs(stored, channels);

        String axes = inputs.trials() + " " + inputs.steps() + " " + inputs.size();
        assertThat(axes).isEqualTo(read);
        assertThat(inputs.toArray())
                .containsExactly(IntStream.range(0, inputs.toArray().length)
                        .asDoubleStream()
                        .toArray());
        if (shape.equals(read)) {
            assertThat(stored.note(channels)).isEmpty();
        } else {
            assertThat(stored.note(channels))
                    .hasValue("inputs [" + shape.replace(" ", ", ") + "] are read as [trials, steps, channels] = ["
                            + read.replace(" ", ", ") + "]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x.mat; 6 1; 1; could be 6 steps of one trial, or one step of 6 trials. For one trial, save x.' of shape [1, steps].",
                "x.mat; 3 3; 3; could be [steps, channels] or [channels, steps] of one trial",
                "x.mat; 3 6; 3; If it is [channels, steps] of one trial, save reshape(x.', 1, size(x, 2), []).",
                "x.mat; 4 6; 2; the model takes 2 channels. Save one trial as reshape(x, 1, size(x, 1), []) of an x that is [steps, channels].",
                "x.npy; 6 3; 3; inputs have shape [trials, steps, channels]. For one trial, save x[None] instead of x.",
                "x.npy; 4 6; 1; inputs have shape [trials, steps, channels]. For one channel, save x[..., None] instead of x.",
                "x.npy; 6; 1; Save them with three axes.",
                "x.mat; 4 6 3; 2; is of a model that takes 2 channels",
                "x.mat; 2 4 6 3; 3; inputs have shape [trials, steps, channels]"
            })
    void whatCouldBeSeveralThingsIsRefused(String file, String shape, int channels, String says) {
        ArrayReference reference = write(file, shape);
        assertThatThrownBy(() -> inputs(StoredInputs.read(reference), channels))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining(says);
    }

    @Test
    void whatFollowsTheEndOfATrialMayBeAnything() {
        double[] values = new double[12];
        values[4] = Double.NaN;
        values[5] = Double.POSITIVE_INFINITY;
        Path path = folder.resolve("x.npy");
        ArrayWriter.write(path, List.of(new NumericArray("x", List.of(2, 3, 2), values)), Precision.FLOAT64);
        StoredInputs stored = StoredInputs.read(ArrayReference.parse(path.toString()));
        List<Integer> shape = List.of(2, 3, 2);

        assertThat(stored.of(shape, new int[] {2, 3}).toArray()).containsOnly(0);
        assertThatThrownBy(() -> stored.of(shape, new int[] {3, 0}))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("holds NaN at index [0, 2, 0]");
    }
}
