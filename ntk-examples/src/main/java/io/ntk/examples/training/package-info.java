/** Training of any cell on any task by any backend, and the folder that a run leaves behind. */
@NullMarked
package io.ntk.examples.training;

import org.jspecify.annotations.NullMarked;
