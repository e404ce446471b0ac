/**
 * Reads and writes arrays of numbers in files: NumPy's {@code .npy} and {@code .npz}, and {@code .safetensors}.
 *
 * <p>{@link io.ntk.io.arrays.ArrayFile} opens a file and lists and reads its arrays;
 * {@link io.ntk.io.arrays.ArrayReference} is the {@code FILE[:NAME]} that users write;
 * {@link io.ntk.io.arrays.ArrayWriter} writes. Files are taken to be hostile: nothing in them is executed, no
 * length in them is believed before the bytes behind it are seen to exist, and whatever is wrong with one is an
 * {@link io.ntk.api.NtkException} that names the file, the array and the value.
 *
 * <p>Opening a file indexes it: each format turns its bytes into {@code StoredArray}s, and one reader decodes those.
 */
@NullMarked
package io.ntk.io.arrays;

import org.jspecify.annotations.NullMarked;
