package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * An object of JSON whose members are numbers, nested lists of numbers, or such objects; an array in an object is named
 * {@code a.b}. Or a list alone, which is named after the file. Python's tokens for numbers that are not finite are read, so that they can be refused where they are used.
 */
final class JsonFormat {
    /** Axes of an array and objects around it. */
    private static final int DEEPEST = 128;

    private static final int LONGEST_NAME = 1024;
    private static final Extent SCALAR = new Extent(List.of(), 1);

    private final Path path;
    private final ByteSource source;
    private final JsonParser parser;
    private final Catalogue catalogue;

    private JsonFormat(Path path, ByteSource source, JsonParser parser, Catalogue catalogue) {
        this.path = path;
        this.source = source;
        this.parser = parser;
        this.catalogue = catalogue;
    }

    /** {@return whether a file that begins with these bytes can be an object or a list of JSON, in UTF-8} */
    static boolean isAtStartOf(byte[] head) {
        int at = 0;
        while (at < head.length && (head[at] == ' ' || head[at] == '\n' || head[at] == '\r' || head[at] == '\t')) {
            at++;
        }
        // A second byte of zero would be that of another encoding.
        return at < head.length && (head[at] == '{' || head[at] == '[') && (at + 1 == head.length || head[at + 1] != 0);
    }

    static FileIndex index(Path path, FileChannel channel) throws IOException {
        Origin origin = Origin.file(path);
        ByteSource source = new ChannelBytes(channel, channel.size());
        Catalogue catalogue = new Catalogue(origin, source.size());
        try (JsonParser parser = parser(source.open(0, source.size()))) {
            JsonFormat format = new JsonFormat(path, source, parser, catalogue);
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                format.list(origin, nameOf(path));
            } else {
                format.object("");
            }
            if (parser.nextToken() != null) {
                throw origin.malformed("has more than one JSON value");
            }
        } catch (JsonProcessingException e) {
            throw malformed(origin, e);
        }
        return new FileIndex(catalogue.arrays(), channel);
    }

    static JsonParser parser(InputStream in) throws IOException {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST)
                        .maxNameLength(LONGEST_NAME)
                        .build())
                // Names of one file are not kept for the next. (Not canonicalizing them would lose the byte offsets.)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build()
                .createParser(in);
    }

    static NtkException malformed(Origin origin, JsonProcessingException e) {
        int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        return origin.malformed("is not JSON: at line " + line + ", column " + column + ", "
                + Quoted.printable(e.getOriginalMessage()));
    }

    private void object(String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            Origin origin = Origin.array(name, path);
            switch (parser.nextToken()) {
                case START_OBJECT -> object(name + ".");
                case START_ARRAY -> list(origin, name);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(origin, name);
                case VALUE_STRING -> catalogue.add(origin, name, SCALAR, refused("text", "text"));
                case VALUE_NULL -> catalogue.add(origin, name, SCALAR, refused("null", "nothing"));
                default -> catalogue.add(origin, name, SCALAR, refused("bool", "a truth value"));
            }
        }
    }

    private static String nameOf(Path path) {
        String file = String.valueOf(path.getFileName());
        return file.endsWith(".json") ? file.substring(0, file.length() - ".json".length()) : file;
    }

    private void list(Origin origin, String name) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        JsonShape shape = JsonShape.read(parser);
        long end = parser.currentLocation().getByteOffset();
        Extent extent = Extent.of(origin, shape.sizes());
        if (shape.problem().isPresent()) {
            catalogue.add(origin, name, extent, refused("list", shape.problem().get()));
        } else {
            add(origin, name, extent, new JsonNumbers.Text(origin, source, start, end - start));
        }
    }

    private void number(Origin origin, String name) throws IOException {
        byte[] value = ByteBuffer.allocate(Double.BYTES)
                .putDouble(parser.getDoubleValue())
                .array();
        add(origin, name, SCALAR, new HeapBytes(value).range(0, value.length));
    }

    private void add(Origin origin, String name, Extent extent, ElementData data) {
        Encoding encoding = new Encoding.Numeric(ElementType.FLOAT64, ByteOrder.BIG_ENDIAN);
        catalogue.add(new StoredArray(origin, name, extent, encoding, false, data));
    }

    private static Encoding.Refused refused(String label, String what) {
        return new Encoding.Refused(label, what, "Write an array as lists of numbers, one list for each row.");
    }
}
