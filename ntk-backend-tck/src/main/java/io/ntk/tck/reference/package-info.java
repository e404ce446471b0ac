/** A small, slow, dense backend that serves as an independent oracle: J, P and F as explicit matrices by dual numbers. */
@NullMarked
package io.ntk.tck.reference;

import org.jspecify.annotations.NullMarked;
