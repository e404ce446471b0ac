/** How a network's kernel moves over a sequence of checkpoints. */
@NullMarked
package io.ntk.training.tracking;

import org.jspecify.annotations.NullMarked;
