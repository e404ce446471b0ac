/**
 * The backend {@code nd4j}: SameDiff's automatic differentiation of the unrolled model, and {@link io.ntk.program}'s linear
 * program of a step for many vectors at once.
 *
 * <p>A {@link io.ntk.backend.nd4j.Differentiator} multiplies blocks by the derivatives of one problem. There are two, and
 * the setting {@code path} chooses between them: {@code SameDiffDifferentiator} hands each vector to SameDiff,
 * {@code BlockDifferentiator} runs the linear program of a step, which the native engine runs too, on ND4J's arrays.
 */
@NullMarked
package io.ntk.backend.nd4j;

import org.jspecify.annotations.NullMarked;
