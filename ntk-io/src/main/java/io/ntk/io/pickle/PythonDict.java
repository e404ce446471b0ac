package io.ntk.io.pickle;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary, in the order in which keys were first set. Strings, numbers, truth values and names are keys by value,
 * lists, tuples and other objects by identity. Equality of dictionaries is identity, because they may hold themselves.
 */
public final class PythonDict {
    private @Nullable Map<Object, Object> entries;

    PythonDict() {}

    /** {@return the entries, unmodifiable} */
    public Map<Object, Object> entries() {
        return entries == null ? Map.of() : Collections.unmodifiableMap(entries);
    }

    /**
     * Finds a value.
     *
     * @param key a key
     * @return the value, or null if there is none
     */
    public @Nullable Object get(String key) {
        return entries == null ? null : entries.get(key);
    }

    void put(Object key, Object value) {
        if (entries == null) {
            entries = new LinkedHashMap<>();
        }
        entries.put(key, value);
    }
}
