/** Cells for tests: one with a closed form, and one that uses the whole vocabulary. */
@NullMarked
package io.ntk.tck.cell;

import org.jspecify.annotations.NullMarked;
