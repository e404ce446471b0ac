/** What is special about many models at once: their names, their order and the files that hold their alignments. */
@NullMarked
package io.ntk.cli.compare;

import org.jspecify.annotations.NullMarked;
