/** Tests of the PyTorch engine. */
@org.jspecify.annotations.NullMarked
package io.ntk.backend.djl;
