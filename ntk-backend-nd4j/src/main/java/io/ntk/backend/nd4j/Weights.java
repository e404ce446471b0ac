package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.factory.Nd4j;

/** The parameter tensors as ND4J matrices: weights {@code [out, in]}, vectors {@code [1, out]}. */
final class Weights implements AutoCloseable {
    private final Map<String, INDArray> tensors = new LinkedHashMap<>();

    Weights(Storage storage, Parameters parameters) {
        for (ParameterTensor tensor : parameters.layout().tensors()) {
            double[] values = parameters.tensor(tensor.name());
            tensors.put(
                    tensor.name(),
                    tensor.shape().size() == 1
                            ? storage.of(values, 1, tensor.rows())
                            : storage.of(values, tensor.rows(), tensor.columns()));
        }
    }

    /** {@return a tensor by name; it must exist} */
    INDArray get(String name) {
        INDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalStateException("No tensor " + name);
        }
        return tensor;
    }

    /**
     * result ← x Wᵀ + b.
     *
     * @param x {@code [rows, in]}, or null with W
     * @param weight W, or null for 0
     * @param bias b, or null for 0
     * @param result {@code [rows, out]}, overwritten
     */
    void affine(
            @Nullable INDArray x, @Nullable ParameterTensor weight, @Nullable ParameterTensor bias, INDArray result) {
        if (x == null || weight == null) {
            result.assign(0);
        } else {
            Products.multiply(1, x, get(weight.name()).transpose(), 0, result);
        }
        if (bias != null) {
            Nd4j.exec(new AddOp(result, get(bias.name()), result));
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(INDArray::close);
        tensors.clear();
    }
}
