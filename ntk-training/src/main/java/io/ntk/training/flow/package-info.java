/** The losses of models, what of them is felt by what is observed, and how they would fall if kernels stayed as they are. */
@NullMarked
package io.ntk.training.flow;

import org.jspecify.annotations.NullMarked;
