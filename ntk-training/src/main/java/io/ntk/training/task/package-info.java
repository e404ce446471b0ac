/** The tasks that recurrent networks are trained on, drawn from a seed. */
@NullMarked
package io.ntk.training.task;

import org.jspecify.annotations.NullMarked;
