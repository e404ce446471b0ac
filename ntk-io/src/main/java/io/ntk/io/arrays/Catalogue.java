package io.ntk.io.arrays;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the arrays of a file that names them by paths. Paths may be far longer than what the file stores of them, so their
 * number and length are bounded by its size.
 */
final class Catalogue {
    private static final long FIXED_BYTES = 4 << 20;
    private static final long EACH_BYTE = 16;
    /** What an array takes in memory besides its name. */
    private static final long ENTRY_BYTES = 256;

    private final Origin file;
    private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
    private long left;

    Catalogue(Origin file, long fileBytes) {
        this.file = file;
        this.left = FIXED_BYTES + EACH_BYTE * fileBytes;
    }

    void add(StoredArray array) {
        left -= ENTRY_BYTES + 4L * array.name().length();
        if (left < 0) {
            throw file.malformed("names more arrays than a file of its size can hold");
        }
        if (arrays.put(array.name(), array) != null) {
            throw file.malformed("has two arrays named " + Quoted.of(array.name()), "Save it again with one of them.");
        }
    }

    /** Adds an array that is refused when it is read. */
    void add(Origin origin, String name, Extent extent, Encoding.Refused encoding) {
        add(new StoredArray(origin, name, extent, encoding, false, HeapBytes.NO_ELEMENTS));
    }

    /** {@return the arrays by name, in the order in which they were added} */
    Map<String, StoredArray> arrays() {
        return arrays;
    }
}
