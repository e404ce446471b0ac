/**
 * PyTorch through DJL. A cell runs on {@code NDArray}s ({@link io.ntk.backend.djl.DjlCellMath}) and PyTorch's own
 * reverse-mode autodiff differentiates it: single vectors by one backward pass each
 * ({@link io.ntk.backend.djl.AutogradDifferentiator}), blocks by sweeps over all columns at once, whose local derivatives come
 * from autograd too ({@link io.ntk.backend.djl.SweepDifferentiator}).
 *
 * <p>Arrays created while a {@link io.ntk.backend.djl.Frame} is open are freed when it closes, unless they are kept.
 */
@NullMarked
package io.ntk.backend.djl;

import org.jspecify.annotations.NullMarked;
