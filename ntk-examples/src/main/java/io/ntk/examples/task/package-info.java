/** A task as a user adds one. */
@NullMarked
package io.ntk.examples.task;

import org.jspecify.annotations.NullMarked;
