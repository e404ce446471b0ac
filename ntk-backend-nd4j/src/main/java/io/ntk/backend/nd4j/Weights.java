package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

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

    /** {@return the tensors by name} */
    Map<String, INDArray> byName() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.values().forEach(INDArray::close);
        tensors.clear();
    }
}
