/** The dynamics of a trained network: Lyapunov exponents, and how far the propagation P amplifies and damps perturbations. */
@NullMarked
package io.ntk.estimators.dynamics;

import org.jspecify.annotations.NullMarked;
