/** Metrics: numbers that describe one kernel or compare two, all from the same random probes. */
@NullMarked
package io.ntk.estimators.metric;

import org.jspecify.annotations.NullMarked;
