/** What every estimator takes and gives: kernels, options, and estimates with their error statement and cost. */
@NullMarked
package io.ntk.estimators.estimate;

import org.jspecify.annotations.NullMarked;
