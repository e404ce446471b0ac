/** Results as text for people and as JSON for programs. */
@NullMarked
package io.ntk.cli.report;

import org.jspecify.annotations.NullMarked;
