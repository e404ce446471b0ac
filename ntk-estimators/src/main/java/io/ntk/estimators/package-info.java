/** The catalogue of estimators by name. */
@NullMarked
package io.ntk.estimators;

import org.jspecify.annotations.NullMarked;
