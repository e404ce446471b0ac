package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.Map;

/**
 * The parameters of one layer, before they are read.
 *
 * @param weightIh {@code [G, I]}, where G is H times the number of gates
 * @param weightHh {@code [G, H]}
 * @param biases each {@code [G]}, by kind, in canonical order; possibly none
 */
record RecurrentLayer(ArrayInfo weightIh, ArrayInfo weightHh, Map<String, ArrayInfo> biases) {
    private static final String REMEDY = "Check that both were saved from the same module, in PyTorch's layout.";

    /**
     * Checks that the shapes agree.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH}
     */
    RecurrentLayer {
        requireMatrix(weightIh);
        requireMatrix(weightHh);
        long rows = weightHh.shape().get(0);
        long hidden = weightHh.shape().get(1);
        if (hidden == 0 || rows == 0 || rows % hidden != 0) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    describe(weightHh) + " does not have a multiple of " + hidden + " rows.",
                    rows > 0 && hidden > rows && hidden % rows == 0
                            ? KerasLayout.REMEDY
                            : "A recurrent weight has H columns and H rows for each gate; check that it is not"
                                    + " transposed.");
        }
        if (weightIh.shape().get(0) != rows) {
            throw mismatch(weightIh, weightHh, "rows");
        }
        for (ArrayInfo bias : biases.values()) {
            if (!bias.isVector(rows)) {
                throw mismatch(bias, weightHh, "rows");
            }
        }
    }

    /**
     * Checks that this layer fits on top of another.
     *
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH}
     */
    void requireFits(RecurrentLayer below) {
        if (hiddenSize() != below.hiddenSize()) {
            throw mismatch(weightHh, below.weightHh, "columns");
        }
        if (inputSize() != below.hiddenSize()) {
            throw mismatch(weightIh, below.weightHh, "columns");
        }
    }

    long inputSize() {
        return weightIh.shape().get(1);
    }

    long hiddenSize() {
        return weightHh.shape().get(1);
    }

    private static void requireMatrix(ArrayInfo weight) {
        if (weight.shape().size() != 2) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    describe(weight) + " has " + weight.shape().size() + " axes.",
                    "A recurrent weight has two.");
        }
    }

    private static NtkException mismatch(ArrayInfo array, ArrayInfo other, String what) {
        return new NtkException(
                ErrorId.SHAPE_MISMATCH,
                describe(array) + " and " + Quoted.of(other.name()) + " of shape " + other.shape()
                        + " do not have the same number of " + what + ".",
                REMEDY);
    }

    private static String describe(ArrayInfo array) {
        return "Array " + Quoted.of(array.name()) + " of shape " + array.shape();
    }
}
