package io.ntk.estimators.estimate;

/**
 * An alignment and the traces it is made of.
 *
 * @param estimate the alignment, in [−1, 1]
 * @param parts the traces
 */
public record AlignmentEstimate(Estimate estimate, AlignmentParts parts) {
    /** {@return the alignment} */
    public double value() {
        return estimate.value();
    }
}
