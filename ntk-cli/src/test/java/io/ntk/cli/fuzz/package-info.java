/** Damages what users feed the command, and demands an answer or a refusal that says what is wrong. */
@NullMarked
package io.ntk.cli.fuzz;

import org.jspecify.annotations.NullMarked;
