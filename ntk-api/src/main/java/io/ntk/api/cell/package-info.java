/** The equations of recurrent networks, written once against a small vocabulary of array operations. */
@NullMarked
package io.ntk.api.cell;

import org.jspecify.annotations.NullMarked;
