package io.ntk.cells;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An array of a checkpoint that holds a tensor.
 *
 * @param place what of the array is the tensor
 * @param shape the shape of the array
 * @param array the name of the array in its file
 */
public record StoredShape(StoredTensor place, List<Integer> shape, String array) {
    /** Of an array that stands under the very name that the place gives. */
    public StoredShape(StoredTensor place, List<Integer> shape) {
        this(place, shape, place.name());
    }

    /** {@return the array, with what of it is the tensor, for messages} */
    String described() {
        return new StoredTensor(array, place.views()).toString();
    }

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
