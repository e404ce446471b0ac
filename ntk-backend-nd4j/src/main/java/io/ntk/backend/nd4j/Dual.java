package io.ntk.backend.nd4j;

import org.jspecify.annotations.Nullable;

/**
 * A value and its derivative in one direction.
 *
 * @param value the value
 * @param tangent the derivative; null where it is zero
 * @param <A> the array type
 */
record Dual<A>(A value, @Nullable A tangent) {}
