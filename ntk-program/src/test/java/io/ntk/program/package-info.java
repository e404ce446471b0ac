@NullMarked
package io.ntk.program;

import org.jspecify.annotations.NullMarked;
