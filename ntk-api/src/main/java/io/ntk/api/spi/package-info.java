/** What a backend implements: from a model, its parameters and inputs to the derivative as linear operators. */
@NullMarked
package io.ntk.api.spi;

import org.jspecify.annotations.NullMarked;
