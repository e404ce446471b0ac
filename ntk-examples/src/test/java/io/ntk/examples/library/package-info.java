/** The listings of the page on ntk as a library. */
@NullMarked
package io.ntk.examples.library;

import org.jspecify.annotations.NullMarked;
