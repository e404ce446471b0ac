/**
 * What the user configured: which backend, with how many threads, how much memory, in which precision, and the backends'
 * own settings. Read from the command line, system properties, the environment and {@code ntk.conf}, in that order.
 */
@NullMarked
package io.ntk.runtime.config;

import org.jspecify.annotations.NullMarked;
