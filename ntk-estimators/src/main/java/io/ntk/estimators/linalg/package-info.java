/** Dense linear algebra on blocks of vectors that only their inner products reach. */
@NullMarked
package io.ntk.estimators.linalg;

import org.jspecify.annotations.NullMarked;
