/** Help as it is printed: which options stand together, and how wide the lines are. */
@NullMarked
package io.ntk.cli.help;

import org.jspecify.annotations.NullMarked;
