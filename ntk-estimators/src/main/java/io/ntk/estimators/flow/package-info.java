/** Gradient flow: where learning goes next, δz = −Θ ∂L/∂z, and what the kernel makes of an error. */
@NullMarked
package io.ntk.estimators.flow;

import org.jspecify.annotations.NullMarked;
