/** Tables that grow row by row. */
@NullMarked
package io.ntk.io.table;

import org.jspecify.annotations.NullMarked;
