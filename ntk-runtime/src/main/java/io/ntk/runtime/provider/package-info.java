/** Finds backends, cells and clusters on the class path, checks them and creates them by name. */
@NullMarked
package io.ntk.runtime.provider;

import org.jspecify.annotations.NullMarked;
