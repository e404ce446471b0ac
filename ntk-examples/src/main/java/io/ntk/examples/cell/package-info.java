/** Cells beyond the standard ones, as a user would add them. */
@NullMarked
package io.ntk.examples.cell;

import org.jspecify.annotations.NullMarked;
