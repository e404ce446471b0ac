/** Cells that are not part of ntk, to compare the time of a user's cell with that of a built-in cell. */
@org.jspecify.annotations.NullMarked
package io.ntk.bench.cell;
