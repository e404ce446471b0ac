/** The {@code ntk} command: parses the line, runs a verb, and turns failures into one line and an exit code. */
@NullMarked
package io.ntk.cli;

import org.jspecify.annotations.NullMarked;
