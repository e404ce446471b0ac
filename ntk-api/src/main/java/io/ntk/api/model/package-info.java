/** A recurrent network with its parameters, inputs and initial state, and what is observed and differentiated. */
@NullMarked
package io.ntk.api.model;

import org.jspecify.annotations.NullMarked;
