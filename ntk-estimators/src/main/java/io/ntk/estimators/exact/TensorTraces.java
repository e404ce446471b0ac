package io.ntk.estimators.exact;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Tr Θ and the contribution of each parameter tensor: Θ = Σ_p Θ_p with Θ_p = J_p J_pᵀ.
 *
 * @param tensors the names of the differentiated tensors
 * @param values Tr Θ_p for each tensor
 */
public record TensorTraces(List<String> tensors, List<Double> values) implements Serializable {
    /** Copies the lists. */
    public TensorTraces {
        tensors = List.copyOf(tensors);
        values = List.copyOf(values);
    }

    static TensorTraces of(List<String> tensors, double[] values) {
        return new TensorTraces(tensors, Arrays.stream(values).boxed().toList());
    }

    /** {@return the sum of traces of equal tensors, added in order} */
    static TensorTraces sum(List<TensorTraces> traces) {
        List<String> tensors = traces.get(0).tensors();
        double[] sums = new double[tensors.size()];
        for (TensorTraces each : traces) {
            for (int p = 0; p < sums.length; p++) {
                sums[p] += each.values().get(p);
            }
        }
        return of(tensors, sums);
    }

    /** {@return Tr Θ} */
    public double total() {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }
}
