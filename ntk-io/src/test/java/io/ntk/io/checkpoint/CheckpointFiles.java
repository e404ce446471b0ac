package io.ntk.io.checkpoint;

import io.ntk.api.Precision;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.arrays.NumericArray;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes checkpoints from lines such as {@code rnn.weight_ih 15 3}; the k-th array is filled with k. */
final class CheckpointFiles {
    private CheckpointFiles() {}

    static void write(Path file, String... namesAndShapes) {
        List<NumericArray> arrays = new ArrayList<>();
        for (String nameAndShape : namesAndShapes) {
            String[] words = nameAndShape.split(" ");
            List<Integer> shape =
                    Arrays.stream(words).skip(1).map(Integer::valueOf).toList();
            double[] values = new double[shape.stream().reduce(1, Math::multiplyExact)];
            Arrays.fill(values, arrays.size());
            arrays.add(new NumericArray(words[0], shape, values));
        }
        ArrayWriter.write(file, arrays, Precision.FLOAT32);
    }
}
