package io.ntk.io.arrays;

import java.io.Closeable;
import java.util.Map;

/**
 * The arrays that a format found in a file.
 *
 * @param arrays by name, in the order of the file
 * @param resource what their data are read through, to be closed last
 */
record FileIndex(Map<String, StoredArray> arrays, Closeable resource) {}
