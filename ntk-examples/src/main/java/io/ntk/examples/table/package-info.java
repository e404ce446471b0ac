/** Tables that grow row by row. */
@NullMarked
package io.ntk.examples.table;

import org.jspecify.annotations.NullMarked;
