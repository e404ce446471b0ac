package io.ntk.cells;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An array of a checkpoint that holds a tensor.
 *
 * @param place what of the array is the tensor
 * @param shape the shape of the array
 */
public record StoredShape(StoredTensor place, List<Integer> shape) {
    StridedView view(Map<String, Integer> lengths) {
        return place.in(shape, lengths);
    }

    /**
     * {@return the tensor, row by row}
     *
     * @param values the array, row by row
     * @param lengths the named lengths
     */
    public double[] read(double[] values, Map<String, Integer> lengths) {
        return Arrays.stream(view(lengths).indices())
                .mapToDouble(i -> values[i])
                .toArray();
    }
}
