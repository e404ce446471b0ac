/** Damages what users feed a reader, and demands an answer or a refusal that says what is wrong. */
@NullMarked
package io.ntk.tck.fuzz;

import org.jspecify.annotations.NullMarked;
