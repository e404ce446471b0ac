package io.ntk.runtime.model;

import io.ntk.cells.StoredShape;
import java.util.Map;

/**
 * Where a tensor of θ stood in a checkpoint.
 *
 * @param tensor the tensor's name
 * @param stored what of the array the tensor is
 * @param lengths the named lengths
 */
record StoredPlace(String tensor, StoredShape stored, Map<String, Integer> lengths) {
    /** {@return the name of the array, or how it ends} */
    String array() {
        return stored.place().name();
    }

    /** {@return of an array that is laid out as that of the checkpoint, what belongs to the tensor, row by row} */
    double[] read(double[] array) {
        return stored.read(array, lengths);
    }
}
