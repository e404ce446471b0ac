/** Makes the problem that a backend linearizes from a checkpoint, inputs on disk and the user's settings. */
@NullMarked
package io.ntk.runtime.model;

import org.jspecify.annotations.NullMarked;
