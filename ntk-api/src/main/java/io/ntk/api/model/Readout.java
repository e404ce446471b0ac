package io.ntk.api.model;

import io.ntk.api.cell.ParameterLayout;

/**
 * The affine map y = z W_outᵀ + b_out from the observed state to the model's outputs, with tensors
 * {@code readout.weight} and {@code readout.bias}.
 *
 * @param outputSize the width O of y, at least 1
 * @param bias whether {@code readout.bias} exists
 */
public record Readout(int outputSize, boolean bias) {
    /** The name of W_out, {@code [O, H]}. */
    public static final String WEIGHT = "readout.weight";

    /** The name of b_out, {@code [O]}. */
    public static final String BIAS = "readout.bias";

    ParameterLayout parameters(int hiddenSize) {
        ParameterLayout.Builder layout = ParameterLayout.builder().weight(WEIGHT, outputSize, hiddenSize);
        return bias ? layout.vector(BIAS, outputSize).build() : layout.build();
    }
}
