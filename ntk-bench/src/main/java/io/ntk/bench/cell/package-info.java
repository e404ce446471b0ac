/** Cells that ntk does not have, to compare the time of a user's cell with that of a built-in one. */
@org.jspecify.annotations.NullMarked
package io.ntk.bench.cell;
