package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the JSON header of a safetensors file as a stream of tokens, so memory is needed for its tensors only. */
final class SafetensorsHeader {
    static final String METADATA = "__metadata__";
    private static final String OWN = "ntk.";
    private static final int MOST_STRINGS = 100;
    private static final int LONGEST_STRING = 1000;
    private static final JsonFactory JSON = JsonFactory.builder()
            // Names of one file are not kept for the next.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonParser parser;
    private final Catalogue catalogue;
    private final Map<String, String> metadata = new TreeMap<>();

    /**
     * A header.
     *
     * @param tensors the tensors, in the order of the header
     * @param metadata of its strings those that ntk wrote
     */
    record Content(List<SafetensorsEntry> tensors, Map<String, String> metadata) {}

    private SafetensorsHeader(JsonParser parser, Catalogue catalogue) {
        this.parser = parser;
        this.catalogue = catalogue;
    }

    /**
     * Reads a whole header.
     *
     * @param in exactly the bytes of the header
     * @param catalogue counts the tensors
     * @return what it holds
     * @throws JsonProcessingException if they are not the JSON of such a header
     * @throws java.nio.charset.CharacterCodingException if they are not UTF-8
     */
    static Content read(InputStream in, Catalogue catalogue) throws IOException {
        // Given bytes, Jackson would guess between UTF-8, UTF-16 and UTF-32. The format is UTF-8, and malformed bytes
        // are an error.
        Reader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        try (JsonParser parser = JSON.createParser(text)) {
            return new SafetensorsHeader(parser, catalogue).content();
        }
    }

    private Content content() throws IOException {
        List<SafetensorsEntry> tensors = new ArrayList<>();
        require(parser.nextToken() == JsonToken.START_OBJECT, "expected an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            require(parser.nextToken() == JsonToken.START_OBJECT, "expected an object for " + Quoted.of(name));
            if (name.equals(METADATA)) {
                readMetadata();
            } else {
                // Once as it is declared here, and once as an array.
                catalogue.count(name);
                catalogue.count(name);
                tensors.add(tensor(name));
            }
        }
        require(parser.nextToken() == null, "expected nothing after the object");
        return new Content(tensors, metadata);
    }

    /** Of other programs' strings, of which there may be many, none is kept. */
    private void readMetadata() throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            require(parser.nextToken() == JsonToken.VALUE_STRING, "expected only strings in " + METADATA);
            if (key.startsWith(OWN) && key.length() <= LONGEST_STRING && metadata.size() < MOST_STRINGS) {
                String value = parser.getText();
                if (value.length() <= LONGEST_STRING) {
                    metadata.put(key, value);
                }
            }
        }
    }

    private SafetensorsEntry tensor(String name) throws IOException {
        String dtype = null;
        List<Long> shape = null;
        List<Long> offsets = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "dtype" -> {
                    require(value == JsonToken.VALUE_STRING, "expected a string for the dtype of " + Quoted.of(name));
                    dtype = parser.getText();
                }
                case "shape" -> shape = numbers(name, field);
                case "data_offsets" -> offsets = numbers(name, field);
                // The reference implementation ignores unknown fields.
                default -> parser.skipChildren();
            }
        }
        if (dtype == null || shape == null || offsets == null || offsets.size() != 2) {
            throw failure("expected dtype, shape and two data_offsets for " + Quoted.of(name));
        }
        return new SafetensorsEntry(name, dtype, shape, offsets.get(0), offsets.get(1));
    }

    private List<Long> numbers(String name, String field) throws IOException {
        String expectation = "expected a list of whole numbers for the " + field + " of " + Quoted.of(name);
        List<Long> numbers = new ArrayList<>();
        require(parser.currentToken() == JsonToken.START_ARRAY, expectation);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(
                    parser.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < Extent.MOST_AXES,
                    expectation);
            numbers.add(parser.getLongValue());
        }
        return numbers;
    }

    private void require(boolean condition, @Nullable String expectation) throws JsonParseException {
        if (!condition) {
            throw failure(expectation);
        }
    }

    private JsonParseException failure(@Nullable String expectation) {
        return new JsonParseException(parser, expectation);
    }
}
