/** The verbs of the {@code ntk} command, one class each, and the options they share. */
@NullMarked
package io.ntk.cli.command;

import org.jspecify.annotations.NullMarked;
