/** Dense linear algebra on blocks of vectors, through inner products and linear combinations only, and the buffers of dense products. */
@NullMarked
package io.ntk.estimators.linalg;

import org.jspecify.annotations.NullMarked;
