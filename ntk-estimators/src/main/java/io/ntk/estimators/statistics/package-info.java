/** Error statements from repeated draws. */
@NullMarked
package io.ntk.estimators.statistics;

import org.jspecify.annotations.NullMarked;
