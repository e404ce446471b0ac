/** Estimators of Tr Θ and Tr Θ². */
@NullMarked
package io.ntk.estimators.trace;

import org.jspecify.annotations.NullMarked;
