/**
 * The default engine. A cell is traced once ({@link io.ntk.backend.nativejvm.Graph}), linearized symbolically
 * ({@link io.ntk.backend.nativejvm.Differentiator}), compiled to lanes ({@link io.ntk.backend.nativejvm.StepProgram}) and run
 * forwards ({@link io.ntk.backend.nativejvm.ForwardSweep}) and backwards ({@link io.ntk.backend.nativejvm.ReverseSweep}) on
 * blocks of vectors.
 */
@NullMarked
package io.ntk.backend.nativejvm;

import org.jspecify.annotations.NullMarked;
