/** Training of any cell on any task by any backend, and the folder that a run leaves behind. */
@NullMarked
package io.ntk.training;

import org.jspecify.annotations.NullMarked;
