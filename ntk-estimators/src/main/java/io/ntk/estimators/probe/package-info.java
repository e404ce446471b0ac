/** Random probe vectors. */
@NullMarked
package io.ntk.estimators.probe;

import org.jspecify.annotations.NullMarked;
