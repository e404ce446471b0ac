package io.ntk.api.cell;

import org.jspecify.annotations.Nullable;

/**
 * A value and its tangent: its derivative along a direction.
 *
 * @param value the value
 * @param tangent the tangent, or null where it is zero
 * @param <A> the array type
 */
public record Dual<A>(A value, @Nullable A tangent) {}
