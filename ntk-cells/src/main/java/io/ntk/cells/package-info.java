/** Equation files: recurrent cells written as text, which run on every engine like cells written in Java. */
@NullMarked
package io.ntk.cells;

import org.jspecify.annotations.NullMarked;
