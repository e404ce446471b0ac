/** Exact traces of neural tangent kernels and their products, from step Jacobians and features, without forming J. */
@NullMarked
package io.ntk.estimators.exact;

import org.jspecify.annotations.NullMarked;
