/** Tables that grow row by row. */
@NullMarked
package io.ntk.runtime.table;

import org.jspecify.annotations.NullMarked;
