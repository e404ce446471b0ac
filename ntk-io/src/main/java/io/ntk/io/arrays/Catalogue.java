package io.ntk.io.arrays;

import io.ntk.api.NtkException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the arrays of a file. A few bytes may name an array, and name many arrays by paths far longer than what the file stores
 * of them, so their number and the length of their names are bounded by its size.
 */
final class Catalogue {
    /** What the arrays of a small file may take in memory: 20,000 of them. */
    private static final long FIXED_BYTES = 8 << 20;
    /** What an array takes besides its name. */
    private static final long ENTRY_BYTES = 400;
    /** A name stands in a table of its format, too. */
    private static final long CHARACTER_BYTES = 2;

    private final Origin file;
    private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
    private long left;

    Catalogue(Origin file, long fileBytes) {
        this.file = file;
        this.left = FIXED_BYTES + fileBytes;
    }

    /** Refuses a file of more parts than it could have arrays, before they are listed. */
    void requireRoom(long parts) {
        if (parts > left / ENTRY_BYTES) {
            throw full();
        }
    }

    /** Counts an array that will be kept elsewhere, or added later by {@link #addCounted}. */
    void count(String name) {
        left -= ENTRY_BYTES + CHARACTER_BYTES * name.length();
        if (left < 0) {
            throw full();
        }
    }

    private NtkException full() {
        return file.malformed("names more arrays than a file of its size can hold");
    }

    void add(StoredArray array) {
        count(array.name());
        addCounted(array);
    }

    void addCounted(StoredArray array) {
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
