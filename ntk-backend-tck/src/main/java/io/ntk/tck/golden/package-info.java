/** Small networks with the exact values of everything that is computed from them. */
@NullMarked
package io.ntk.tck.golden;

import org.jspecify.annotations.NullMarked;
