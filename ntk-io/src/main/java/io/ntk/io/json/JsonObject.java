package io.ntk.io.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A JSON object while it is made: members in the order in which they are added. */
public final class JsonObject {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /**
     * {@return this object with one more member}
     *
     * @param name its name
     * @param value an object, a map, a list or an array of numbers, a string, a number, a boolean, null, or one of these in an {@code
     *     Optional}; JSON has neither NaN nor infinities, for which null is written
     */
    public JsonObject with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /**
     * {@return this object with one more member that has been written before}
     *
     * @param name its name
     * @param json JSON on one line, which is not looked at
     */
    public JsonObject withJson(String name, String json) {
        return with(name, new Written(json));
    }

    private record Written(String json) {}

    /**
     * {@return this object with all members of another}
     *
     * @param more the other
     */
    public JsonObject with(Map<String, ? extends @Nullable Object> more) {
        members.putAll(more);
        return this;
    }

    /**
     * {@return this object with all members of another}
     *
     * @param more the other
     */
    public JsonObject with(JsonObject more) {
        return with(more.members);
    }

    /** {@return the object as JSON on one line} */
    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            value(json, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Written written) {
            json.writeRawValue(written.json);
        } else if (value instanceof JsonObject object) {
            value(json, object.members);
        } else if (value instanceof Optional<?> perhaps) {
            value(json, perhaps.orElse(null));
        } else if (value instanceof OptionalDouble perhaps) {
            value(json, perhaps.isPresent() ? perhaps.getAsDouble() : null);
        } else if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                value(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                value(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof double[] numbers) {
            json.writeStartArray();
            for (double number : numbers) {
                value(json, number);
            }
            json.writeEndArray();
        } else if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeNull();
            }
        } else if (value instanceof Integer || value instanceof Long) {
            json.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Number) {
            throw new IllegalArgumentException("Numbers are Double, Integer or Long, not " + value.getClass());
        } else {
            json.writeString(value.toString());
        }
    }
}
