/**
 * Finds the parameters of a recurrent network among the arrays of a checkpoint, whatever modules they were saved from.
 *
 * <p>{@link io.ntk.io.checkpoint.Checkpoint} is the entrance. It knows PyTorch's names, and matches the names that a
 * cell of the user's own declares.
 */
@NullMarked
package io.ntk.io.checkpoint;

import org.jspecify.annotations.NullMarked;
