/**
 * The backend {@code nd4j}: SameDiff's automatic differentiation of the recorded cell, and the same derivatives for many
 * vectors at once.
 *
 * <p>A {@link io.ntk.backend.nd4j.Differentiator} multiplies blocks by the derivatives of one problem. There are two, and
 * the setting {@code path} chooses between them: {@code SameDiffDifferentiator} hands each vector to SameDiff,
 * {@code BlockDifferentiator} records the cell once and moves all vectors through the record by the tangent and adjoint
 * rule of each operation.
 */
@NullMarked
package io.ntk.backend.nd4j;

import org.jspecify.annotations.NullMarked;
