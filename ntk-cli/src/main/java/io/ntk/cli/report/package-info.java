/** The forms of results: text for people, JSON, tables, arrays and pages. */
@NullMarked
package io.ntk.cli.report;

import org.jspecify.annotations.NullMarked;
