package io.ntk.estimators.estimate;

/**
 * An alignment and the traces it is made of.
 *
 * @param estimate the alignment, in [−1, 1]
 * @param parts the traces
 */
public record AlignmentEstimate(Estimate estimate, AlignmentParts parts) {
    /**
     * {@return the alignments that are possible: [0, 1] for positive semi-definite kernels, else [−1, 1]}
     *
     * @param before Θ₀
     * @param after Θ_f
     */
    public static Interval possible(Kernel before, Kernel after) {
        return new Interval(before.isSemidefinite() && after.isSemidefinite() ? 0 : -1, 1);
    }

    /**
     * {@return the same estimate with another sentence for the reader}
     *
     * @param note the sentence
     */
    public AlignmentEstimate withNote(String note) {
        return new AlignmentEstimate(estimate.withNote(note), parts);
    }

    /** {@return the alignment} */
    public double value() {
        return estimate.value();
    }
}
