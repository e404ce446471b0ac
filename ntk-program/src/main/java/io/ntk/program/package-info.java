/**
 * A step of a cell recorded as a graph, and the linear program that is its derivative: what an engine that writes its own sweeps
 * runs.
 */
@NullMarked
package io.ntk.program;

import org.jspecify.annotations.NullMarked;
