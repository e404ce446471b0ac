/**
 * A step of a cell recorded as a graph, and the linear program that is its derivative. Engines that differentiate by
 * sweeps of their own run it.
 */
@NullMarked
package io.ntk.program;

import org.jspecify.annotations.NullMarked;
