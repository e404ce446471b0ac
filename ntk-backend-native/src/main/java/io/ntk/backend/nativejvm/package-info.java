/**
 * The default engine. The linear program of a cell's step ({@link io.ntk.program.StepProgram}) runs forwards
 * ({@link io.ntk.backend.nativejvm.ForwardSweep}) and backwards ({@link io.ntk.backend.nativejvm.ReverseSweep}) on blocks of
 * vectors.
 */
@NullMarked
package io.ntk.backend.nativejvm;

import org.jspecify.annotations.NullMarked;
