/** Blocks of vectors, linear operators known by their action, and an algebra of operators. */
@NullMarked
package io.ntk.api.linalg;

import org.jspecify.annotations.NullMarked;
