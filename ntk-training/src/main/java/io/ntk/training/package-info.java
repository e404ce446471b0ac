/** Trains any cell on any task with any backend, and stores each run in a folder. */
@NullMarked
package io.ntk.training;

import org.jspecify.annotations.NullMarked;
