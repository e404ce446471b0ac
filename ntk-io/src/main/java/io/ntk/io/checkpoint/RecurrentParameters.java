package io.ntk.io.checkpoint;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.NumericArray;
import java.util.Map;

/**
 * The parameters of a stack of recurrent layers under canonical names, with consistent shapes and finite values.
 *
 * <p>A single layer has {@code weight_ih [G, I]}, {@code weight_hh [G, H]} and, if the file has them,
 * {@code bias_ih [G]}, {@code bias_hh [G]}, or the {@code bias [G]} of cells that have only one. G is H times the
 * number of gates. If there are several layers, each name ends in {@code _l0}, {@code _l1}, and so on.
 */
public final class RecurrentParameters {
    private final int layers;
    private final FoundTensors found;

    RecurrentParameters(int layers, FoundTensors found) {
        this.layers = layers;
        this.found = found;
    }

    /** {@return the tensors, and where in the file they stood} */
    public FoundTensors found() {
        return found;
    }

    /** {@return the path of their module in the file, empty for the outermost module} */
    public String module() {
        return found.module();
    }

    /** {@return the number of layers, at least 1} */
    public int layers() {
        return layers;
    }

    /** {@return I, the width of the input} */
    public int inputSize() {
        return bottom(RecurrentName.WEIGHT_IH).shape().get(1);
    }

    /** {@return H, the width of the hidden state of every layer} */
    public int hiddenSize() {
        return bottom(RecurrentName.WEIGHT_HH).shape().get(1);
    }

    /** {@return G / H: 1 for a plain network, 3 for a GRU, 4 for an LSTM} */
    public int gates() {
        return bottom(RecurrentName.WEIGHT_HH).shape().get(0) / hiddenSize();
    }

    /** {@return all tensors by canonical name: layer by layer, weights before biases} */
    public Map<String, NumericArray> tensors() {
        return found.arrays();
    }

    /**
     * Checks whether the file has a parameter.
     *
     * @param name a canonical name, such as {@code bias_ih}
     * @return whether it does
     */
    public boolean has(String name) {
        return tensors().containsKey(name);
    }

    /**
     * Gets one parameter.
     *
     * @param name a canonical name
     * @return its values
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if the file has none of that name
     */
    public NumericArray tensor(String name) {
        NumericArray tensor = tensors().get(name);
        if (tensor == null) {
            throw new NtkException(
                    ErrorId.UNKNOWN_PARAMETER,
                    "The checkpoint has no parameter '" + name + "'.",
                    ClosestName.remedy(name, tensors().keySet()));
        }
        return tensor;
    }

    private NumericArray bottom(String kind) {
        return tensor(layers == 1 ? kind : kind + "_l0");
    }
}
