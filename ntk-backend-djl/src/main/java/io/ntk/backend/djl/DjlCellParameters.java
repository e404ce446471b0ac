package io.ntk.backend.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import io.ntk.api.cell.CellParameters;
import java.util.Map;

/**
 * A model's parameters as PyTorch arrays.
 *
 * @param values by name
 * @param rows how many rows the arrays of the cell have
 */
record DjlCellParameters(Map<String, NDArray> values, long rows) implements CellParameters<NDArray> {

    private NDArray value(String name) {
        NDArray value = values.get(name);
        if (value == null) {
            throw new IllegalStateException("There are no values for '" + name + "'.");
        }
        return value;
    }

    @Override
    public NDArray affine(String weight, String bias, NDArray x) {
        return Linear.linear(x, value(weight), value(bias)).singletonOrThrow();
    }

    @Override
    public NDArray linear(String weight, NDArray x) {
        return Linear.linear(x, value(weight)).singletonOrThrow();
    }

    @Override
    public NDArray vector(String vector) {
        NDArray value = value(vector);
        long width = value.size();
        return value.reshape(1, width).broadcast(new Shape(rows, width));
    }
}
