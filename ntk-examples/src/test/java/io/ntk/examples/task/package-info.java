/** Tests of the task. */
@NullMarked
package io.ntk.examples.task;

import org.jspecify.annotations.NullMarked;
