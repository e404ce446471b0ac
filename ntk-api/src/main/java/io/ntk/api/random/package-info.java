/** Random probes that are a pure function of seed, probe index and element index. */
@NullMarked
package io.ntk.api.random;

import org.jspecify.annotations.NullMarked;
