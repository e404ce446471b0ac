/** What rounding adds to an estimate, measured by products that are repeated in float64. */
@NullMarked
package io.ntk.estimators.rounding;

import org.jspecify.annotations.NullMarked;
