package io.ntk.estimators.exact;

import io.ntk.estimators.estimate.AlignmentParts;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * The three traces of an alignment, by pairs of parameter tensors where those are told apart.
 *
 * @param cross Tr(Θ₀ Θ_f)
 * @param before Tr Θ₀²
 * @param after Tr Θ_f²
 */
public record ExactAlignment(TensorProducts cross, TensorProducts before, TensorProducts after)
        implements Serializable {
    /** {@return the alignment whose traces are the sums of those of others, added in order} */
    static ExactAlignment sum(List<ExactAlignment> alignments) {
        return new ExactAlignment(
                TensorProducts.sum(
                        alignments.stream().map(ExactAlignment::cross).toList()),
                TensorProducts.sum(
                        alignments.stream().map(ExactAlignment::before).toList()),
                TensorProducts.sum(
                        alignments.stream().map(ExactAlignment::after).toList()));
    }

    /** {@return Tr(Θ₀ Θ_f) / √(Tr Θ₀² · Tr Θ_f²), within [−1, 1]} */
    public double value() {
        return parts().alignment();
    }

    /** {@return the three traces} */
    AlignmentParts parts() {
        return new AlignmentParts(cross.total(), before.total(), after.total());
    }

    /** {@return how they were summed, and in how many operations} */
    public ContractionCount count() {
        // Of a network with itself they are one trace, which is summed once.
        return ContractionCount.sum(Stream.of(cross, before, after)
                .distinct()
                .map(TensorProducts::count)
                .toList());
    }

    /**
     * Computes the contribution of a tensor to the alignment: its {@link TensorProducts#contribution} to the cross
     * trace, divided by √(Tr Θ₀² · Tr Θ_f²). The contributions of all tensors sum to {@link #value}.
     *
     * @param tensor its index
     * @return its contribution
     */
    public double contribution(int tensor) {
        return cross.contribution(tensor) / Math.sqrt(before.total() * after.total());
    }

    /**
     * {@return the alignment if only that tensor is differentiated}
     *
     * @param tensor its index
     */
    public double alone(int tensor) {
        return cross.alone(tensor) / Math.sqrt(before.alone(tensor) * after.alone(tensor));
    }
}
