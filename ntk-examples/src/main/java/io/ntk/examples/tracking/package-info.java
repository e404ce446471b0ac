/** How a network's kernel moves over a sequence of checkpoints. */
@NullMarked
package io.ntk.examples.tracking;

import org.jspecify.annotations.NullMarked;
