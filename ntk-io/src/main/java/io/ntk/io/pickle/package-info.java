/**
 * Reads Python's pickles, protocols 0 to 5, as data.
 *
 * <p>A pickle is a program for a small machine with a stack. {@link io.ntk.io.pickle.PickleReader} runs it, but where Python
 * would import a name or call it, this machine only writes down that it was asked to: a
 * {@link io.ntk.io.pickle.GlobalName} or a {@link io.ntk.io.pickle.Construction}. The machine knows no name at all; what a name
 * means is for the reader of the result to decide, and nothing in a file can be called.
 *
 * <p>Pickles are treated as hostile. Memory and time are bounded by the size of the file: a {@code Budget} is charged for
 * every object, no length is trusted before the bytes are known to exist, and long strings stay in the file as a
 * {@link io.ntk.io.pickle.Blob}. Nothing here recurses, so nesting cannot overflow the stack.
 */
@NullMarked
package io.ntk.io.pickle;

import org.jspecify.annotations.NullMarked;
