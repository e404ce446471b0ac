/** Losses of a network's outputs against targets, with their derivatives. */
@NullMarked
package io.ntk.training.loss;

import org.jspecify.annotations.NullMarked;
