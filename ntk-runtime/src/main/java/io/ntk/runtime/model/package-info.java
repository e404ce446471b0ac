/** From a checkpoint and inputs on disk, and what the user says of them, to the problem that a backend linearizes. */
@NullMarked
package io.ntk.runtime.model;

import org.jspecify.annotations.NullMarked;
