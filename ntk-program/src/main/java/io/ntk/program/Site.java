package io.ntk.program;

import io.ntk.api.cell.ParameterTensor;
import org.jspecify.annotations.Nullable;

/**
 * A place in a step where parameters enter, with value x Wᵀ + b.
 *
 * @param index its position among the sites of the step, in order of evaluation
 * @param weight W, or null if there is none
 * @param bias b, or null if there is none
 * @param feature x, or null if there is no W
 * @param width the width of the value
 */
public record Site(
        int index,
        @Nullable ParameterTensor weight,
        @Nullable ParameterTensor bias,
        @Nullable Node feature,
        int width) {
    /** {@return the number of columns of x, 0 if there is none} */
    public int featureWidth() {
        return feature == null ? 0 : feature.width();
    }
}
