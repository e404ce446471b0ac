package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ntk.api.Precision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Writes arrays as safetensors, in the given order. */
final class SafetensorsWriter {
    /** The reference implementation pads headers so that the data begin at a multiple of this. */
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    static void write(
            Collection<NumericArray> arrays, Precision precision, Map<String, String> metadata, OutputStream out)
            throws IOException {
        byte[] header = header(arrays, precision, metadata);
        int padding = Math.floorMod(-header.length, ALIGNMENT);
        out.write(ByteBuffer.allocate(SafetensorsFormat.LENGTH_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length + (long) padding)
                .array());
        out.write(header);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        for (NumericArray array : arrays) {
            ElementWriter.write(array, precision, out);
        }
    }

    private static byte[] header(Collection<NumericArray> arrays, Precision precision, Map<String, String> metadata)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long offset = 0;
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(SafetensorsHeader.METADATA);
                for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (NumericArray array : arrays) {
                long end = offset + ElementWriter.bytes(array, precision);
                json.writeObjectFieldStart(array.name());
                json.writeStringField("dtype", "F" + 8 * precision.bytes());
                json.writeFieldName("shape");
                int[] shape = array.shape().stream().mapToInt(size -> size).toArray();
                json.writeArray(shape, 0, shape.length);
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {offset, end}, 0, 2);
                json.writeEndObject();
                offset = end;
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
