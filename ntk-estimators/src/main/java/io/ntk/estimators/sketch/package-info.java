/** Kernels by their products with probes that they share, so that each of many is multiplied once. */
@NullMarked
package io.ntk.estimators.sketch;

import org.jspecify.annotations.NullMarked;
