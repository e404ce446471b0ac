package io.ntk.estimators.exact;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Tr(Θ_a Θ_b) and, where they are told apart, what each pair of parameter tensors adds to it: Θ = Σ_p Θ_p with Θ_p = J_p J_pᵀ, so
 * Tr(Θ_a Θ_b) = Σ_{p,q} Tr(Θ_{a,p} Θ_{b,q}), a sum of terms that are never negative.
 *
 * @param tensors the names of the differentiated tensors, or {@link #WHOLE} alone for all of them together
 * @param values Tr(Θ_{a,p} Θ_{b,q}) = ‖J_{a,p}ᵀ J_{b,q}‖²_F, a row for each p
 * @param count how it was summed
 */
public record TensorProducts(List<String> tensors, List<List<Double>> values, ContractionCount count)
        implements Serializable {
    /** The name of all tensors together. */
    public static final String WHOLE = "*";

    /** Copies the lists. */
    public TensorProducts {
        tensors = List.copyOf(tensors);
        values = values.stream().map(List::copyOf).toList();
    }

    static TensorProducts of(List<String> tensors, double[][] values, ContractionCount count) {
        return new TensorProducts(
                tensors,
                Arrays.stream(values)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList(),
                count);
    }

    /** {@return the sum of traces of equal tensors, added in order} */
    static TensorProducts sum(List<TensorProducts> products) {
        List<String> tensors = products.get(0).tensors();
        double[][] sums = new double[tensors.size()][tensors.size()];
        for (TensorProducts each : products) {
            for (int p = 0; p < sums.length; p++) {
                for (int q = 0; q < sums.length; q++) {
                    sums[p][q] += each.values().get(p).get(q);
                }
            }
        }
        return of(
                tensors,
                sums,
                ContractionCount.sum(
                        products.stream().map(TensorProducts::count).toList()));
    }

    /** {@return Tr(Θ_a Θ_b)} */
    public double total() {
        return values.stream()
                .mapToDouble(
                        row -> row.stream().mapToDouble(Double::doubleValue).sum())
                .sum();
    }

    /**
     * {@return Tr(Θ_{a,p} Θ_{b,p}), as if only that tensor were differentiated}
     *
     * @param tensor its index
     */
    public double alone(int tensor) {
        return values.get(tensor).get(tensor);
    }

    /**
     * What a tensor adds to the total: Tr(Θ_{a,p} Θ_b) / 2 + Tr(Θ_a Θ_{b,p}) / 2. The contributions of all tensors sum to
     * the total.
     *
     * @param tensor its index
     * @return its contribution
     */
    public double contribution(int tensor) {
        double sum = 0;
        for (int other = 0; other < tensors.size(); other++) {
            sum += (values.get(tensor).get(other) + values.get(other).get(tensor)) / 2;
        }
        return sum;
    }
}
