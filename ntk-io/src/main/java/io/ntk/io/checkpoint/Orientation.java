package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which way a readout's weight is stored: {@code [out, in]} as in PyTorch, or {@code [in, out]} as in Keras and JAX.
 *
 * @param weight the weight
 * @param width the width of what it multiplies
 */
record Orientation(ArrayInfo weight, int width) {
    /**
     * {@return whether it is stored as {@code [in, out]}} The name decides where it is one of PyTorch's or Keras', else the
     * shape.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if it does not fit the width, or is square and its name does not
     *     tell
     */
    boolean isTransposed() {
        boolean matrix = weight.shape().size() == 2;
        LinearName.Layout layout =
                LinearName.of(weight.name()).map(LinearName::layout).orElse(LinearName.Layout.UNTOLD);
        boolean inOut = matrix && weight.shape().get(0) == width && layout != LinearName.Layout.OUT_IN;
        boolean outIn = matrix && weight.shape().get(1) == width && layout != LinearName.Layout.IN_OUT;
        if (inOut == outIn) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Array " + ReadoutSearch.described(weight)
                            + (inOut
                                    ? " is square, so that its shape does not say which axis is the output."
                                    : " cannot be the readout of " + width + " units."),
                    inOut
                            ? "Save it as MODULE.weight, [out, in], or as MODULE/kernel, [in, out]."
                            : "A readout is a MODULE.weight [outputs, " + width + "] or a MODULE/kernel [" + width
                                    + ", outputs].");
        }
        return inOut;
    }

    /** {@return the same tensors, one of them transposed} */
    static FoundTensors transposed(FoundTensors found, String name) {
        Map<String, NumericArray> arrays = new LinkedHashMap<>(found.arrays());
        arrays.computeIfPresent(name, (same, array) -> transposed(array));
        return new FoundTensors(found.module(), arrays, found.sources(), found.copies(), found.notes());
    }

    private static NumericArray transposed(NumericArray matrix) {
        int rows = matrix.shape().get(0);
        int columns = matrix.shape().get(1);
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[j * rows + i] = matrix.values()[i * columns + j];
            }
        }
        return new NumericArray(matrix.name(), List.of(columns, rows), values);
    }
}
