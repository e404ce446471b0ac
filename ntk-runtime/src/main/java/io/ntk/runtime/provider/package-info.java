/** Finds backends and cells on the class path, checks them and makes what is asked for by name. */
@NullMarked
package io.ntk.runtime.provider;

import org.jspecify.annotations.NullMarked;
