/**
 * Reads and writes arrays of numbers in files: NumPy's {@code .npy} and {@code .npz}, and {@code .safetensors}; and reads
 * those of PyTorch's checkpoints, pickles, HDF5, Keras, MATLAB and JSON.
 *
 * <p>{@link io.ntk.io.arrays.ArrayFile} opens a file and lists and reads its arrays;
 * {@link io.ntk.io.arrays.ArrayReference} is the {@code FILE[:NAME]} that users write;
 * {@link io.ntk.io.arrays.ArrayWriter} writes. Files are treated as hostile: nothing in them is executed, no declared
 * length is trusted before the bytes are known to exist, and every defect is reported as an
 * {@link io.ntk.api.NtkException} that names the file, the array and the value.
 *
 * <p>Opening a file indexes it: each format lists its {@code StoredArray}s, and one reader decodes all of them.
 */
@NullMarked
package io.ntk.io.arrays;

import org.jspecify.annotations.NullMarked;
