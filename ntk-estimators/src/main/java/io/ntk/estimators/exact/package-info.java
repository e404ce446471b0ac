/**
 * Exact traces of neural tangent kernels and of their products, from step Jacobians and one-step features, without
 * forming J.
 */
@NullMarked
package io.ntk.estimators.exact;

import org.jspecify.annotations.NullMarked;
