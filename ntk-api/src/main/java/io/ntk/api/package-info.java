/** What every part of ntk shares: precisions, and errors that say what to do. */
@NullMarked
package io.ntk.api;

import org.jspecify.annotations.NullMarked;
