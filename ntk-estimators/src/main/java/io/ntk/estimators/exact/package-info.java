/**
 * Traces of neural tangent kernels and of their products without error and without J, from step Jacobians and one-step
 * features.
 */
@NullMarked
package io.ntk.estimators.exact;

import org.jspecify.annotations.NullMarked;
