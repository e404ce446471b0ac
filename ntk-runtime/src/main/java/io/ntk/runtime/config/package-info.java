/**
 * The configuration: which backend, how many threads, how much memory, which precision, and each backend's own
 * settings. It is read from the command line, system properties, the environment and {@code ntk.conf}, in that order.
 */
@NullMarked
package io.ntk.runtime.config;

import org.jspecify.annotations.NullMarked;
