/** Files that verbs write. */
@NullMarked
package io.ntk.cli.file;

import org.jspecify.annotations.NullMarked;
