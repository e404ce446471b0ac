/**
 * The contract of a backend, as JUnit suites that a backend passes by extending them and overriding one method,
 * {@link io.ntk.tck.BackendContract#provider()}.
 */
@NullMarked
package io.ntk.tck;

import org.jspecify.annotations.NullMarked;
