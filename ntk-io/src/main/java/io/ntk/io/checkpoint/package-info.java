/**
 * Finds the parameters of a recurrent network among the arrays of a checkpoint, in whatever module they are.
 *
 * <p>{@link io.ntk.io.checkpoint.CheckpointReader} is the entry point. It knows PyTorch's names and matches the
 * names that a user's own cell declares.
 */
@NullMarked
package io.ntk.io.checkpoint;

import org.jspecify.annotations.NullMarked;
