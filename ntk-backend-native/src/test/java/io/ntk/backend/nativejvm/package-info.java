/** Tests of the default engine. */
@org.jspecify.annotations.NullMarked
package io.ntk.backend.nativejvm;
