package io.ntk.cli.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object while it is made: members in the order in which they are added. */
public final class JsonObject {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /**
     * {@return this object with one more member}
     *
     * @param name its name
     * @param value an object, a map, a list, a string, a number, a boolean, null, or one of these in an {@code Optional}
     */
    public JsonObject with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /**
     * {@return this object with all members of another}
     *
     * @param more the other
     */
    public JsonObject with(Map<String, ? extends @Nullable Object> more) {
        members.putAll(more);
        return this;
    }

    Map<String, @Nullable Object> members() {
        return members;
    }

    /** {@return the object as JSON on one line} */
    @Override
    public String toString() {
        return Json.write(members);
    }
}
