package io.ntk.io.arrays;

import java.io.Closeable;
import java.util.Map;

/**
 * The arrays of a file, and the open resource that their elements are read through.
 *
 * @param arrays the arrays by name, in the order of the file
 * @param resource the channel or archive to close when the arrays are no longer needed
 * @param matlab whether MATLAB wrote it
 * @param metadata strings beside the arrays
 */
record FileIndex(Map<String, StoredArray> arrays, Closeable resource, boolean matlab, Map<String, String> metadata) {
    FileIndex(Map<String, StoredArray> arrays, Closeable resource, boolean matlab) {
        this(arrays, resource, matlab, Map.of());
    }

    FileIndex(Map<String, StoredArray> arrays, Closeable resource) {
        this(arrays, resource, false);
    }
}
