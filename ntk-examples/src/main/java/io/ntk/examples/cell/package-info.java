/** Example cells, added in the same way as a user's own cells. */
@NullMarked
package io.ntk.examples.cell;

import org.jspecify.annotations.NullMarked;
