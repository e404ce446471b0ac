/** The studies behind the figures: what the estimators cost and are worth on networks whose exact values are known. */
@NullMarked
package io.ntk.cli.figure;

import org.jspecify.annotations.NullMarked;
