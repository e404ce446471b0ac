/** Estimators of the alignment of two kernels. */
@NullMarked
package io.ntk.estimators.alignment;

import org.jspecify.annotations.NullMarked;
