/**
 * The entry point for programs: {@link io.ntk.runtime.NtkRuntime} finds backends and cells, reads the configuration and
 * starts the configured backend; {@link io.ntk.runtime.NtkModule} binds the same for programs that use Guice.
 */
@NullMarked
package io.ntk.runtime;

import org.jspecify.annotations.NullMarked;
