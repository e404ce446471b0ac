package io.ntk.api.model;

import io.ntk.api.cell.ParameterLayout;

/**
 * The affine map y = r W_outᵀ + b_out from what the cell gives to be read, by default the observed state, to the model's
 * outputs, with tensors {@code readout.weight} and {@code readout.bias}.
 *
 * @param outputSize the width O of y, at least 1
 * @param bias whether {@code readout.bias} exists
 */
public record Readout(int outputSize, boolean bias) {
    /** The name of W_out, {@code [O, R]}. */
    public static final String WEIGHT = "readout.weight";

    /** The name of b_out, {@code [O]}. */
    public static final String BIAS = "readout.bias";

    ParameterLayout parameters(int readWidth) {
        ParameterLayout.Builder layout = ParameterLayout.builder().weight(WEIGHT, outputSize, readWidth);
        return bias ? layout.vector(BIAS, outputSize).build() : layout.build();
    }
}
