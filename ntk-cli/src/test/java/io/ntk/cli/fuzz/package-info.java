/** What users feed the command, for a fuzzer to damage. */
@NullMarked
package io.ntk.cli.fuzz;

import org.jspecify.annotations.NullMarked;
