package io.ntk.training.tracking;

import io.ntk.estimators.estimate.Estimate;

/**
 * The kernel of one checkpoint beside those of the first and of the one before. The first checkpoint is its own predecessor.
 *
 * @param step the number of training steps
 * @param alignmentWithFirst its alignment with the first
 * @param alignmentWithPrevious its alignment with the one before
 * @param effectiveDimension Tr(Θ)² / Tr(Θ²)
 * @param distanceFromFirst ‖Θ − Θ_first‖ / ‖Θ_first‖
 * @param norm ‖Θ‖, the Frobenius norm
 */
public record TrackedPoint(
        long step,
        Estimate alignmentWithFirst,
        Estimate alignmentWithPrevious,
        Estimate effectiveDimension,
        Estimate distanceFromFirst,
        Estimate norm) {}
