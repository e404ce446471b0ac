/** Dense linear algebra on blocks of vectors, through inner products and linear combinations only. */
@NullMarked
package io.ntk.estimators.linalg;

import org.jspecify.annotations.NullMarked;
