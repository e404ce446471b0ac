package io.ntk.cells;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A part of the state.
 *
 * @param name its name in the equations
 * @param width its length
 * @param initial the vector that it begins with; null for zero
 */
record StatePart(String name, Size width, @Nullable Node initial) implements Serializable {}
