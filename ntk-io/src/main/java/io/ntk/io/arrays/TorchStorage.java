package io.ntk.io.arrays;

import java.nio.ByteOrder;

/**
 * A storage, which tensors are views of.
 *
 * @param bytes its bytes, or the range of them that a view of a storage covers
 * @param dtype the type of its elements
 * @param order their byte order
 */
record TorchStorage(ByteSource bytes, String dtype, ByteOrder order) {}
