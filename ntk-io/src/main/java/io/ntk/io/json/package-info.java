/** Writes JSON. */
@NullMarked
package io.ntk.io.json;

import org.jspecify.annotations.NullMarked;
