package io.ntk.io.arrays;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** A safetensors file: the length of a JSON header, the header, and the bytes of all tensors without gaps. */
final class SafetensorsFormat {
    static final int LENGTH_BYTES = Long.BYTES;
    /** The limit of the reference implementation. */
    private static final long LONGEST_HEADER = 100_000_000;

    private SafetensorsFormat() {}

    /** {@return whether a file that begins with these bytes and has this size is a safetensors file} */
    static boolean isAtStartOf(byte[] head, long size) {
        if (head.length <= LENGTH_BYTES || head[LENGTH_BYTES] != '{') {
            return false;
        }
        long length = headerLength(head);
        return length > 0 && length <= size - LENGTH_BYTES;
    }

    /**
     * Reads and checks the header.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if it breaks a rule of the format
     */
    static FileIndex index(Path path, FileChannel channel) throws IOException {
        Origin origin = Origin.file(path);
        long size = channel.size();
        long headerBytes;
        try (InputStream in = new FileSlice(channel, 0, size)) {
            headerBytes = headerLength(origin, in.readNBytes(LENGTH_BYTES + 1), size);
        }
        long dataStart = LENGTH_BYTES + headerBytes;
        Catalogue catalogue = new Catalogue(origin, size);
        SafetensorsHeader.Content header = header(origin, new FileSlice(channel, LENGTH_BYTES, headerBytes), catalogue);
        List<SafetensorsEntry> entries = header.tensors();
        requireTiling(path, entries, size - dataStart);
        for (SafetensorsEntry entry : entries) {
            catalogue.addCounted(array(path, new ChannelBytes(channel, size), dataStart, entry));
        }
        return new FileIndex(catalogue.arrays(), channel, false, header.metadata());
    }

    private static long headerLength(Origin origin, byte[] head, long size) {
        if (head.length <= LENGTH_BYTES) {
            throw origin.malformed("is too short for safetensors, with " + size + " bytes");
        }
        long length = headerLength(head);
        if (length < 0 || length > LONGEST_HEADER) {
            throw origin.malformed("claims a safetensors header of " + Long.toUnsignedString(length)
                    + " bytes; at most " + LONGEST_HEADER + " are allowed");
        }
        if (length > size - LENGTH_BYTES) {
            throw origin.malformed(
                    "claims a safetensors header of " + length + " bytes, but " + (size - LENGTH_BYTES) + " follow");
        }
        if (head[LENGTH_BYTES] != '{') {
            throw origin.malformed("has a safetensors header that does not begin with '{'");
        }
        return length;
    }

    private static long headerLength(byte[] head) {
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static SafetensorsHeader.Content header(Origin origin, InputStream in, Catalogue catalogue)
            throws IOException {
        try (in) {
            return SafetensorsHeader.read(in, catalogue);
        } catch (JsonProcessingException e) {
            throw origin.malformed("has a safetensors header that cannot be understood: "
                    + Quoted.printable(e.getOriginalMessage()) + where(e));
        } catch (CharacterCodingException e) {
            throw origin.malformed("has a safetensors header that is not UTF-8");
        }
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at character " + e.getLocation().getCharOffset();
    }

    /** The format requires that the tensors cover the data exactly, without gaps or overlaps. */
    private static void requireTiling(Path path, List<SafetensorsEntry> entries, long dataBytes) {
        long covered = 0;
        List<SafetensorsEntry> inFileOrder = entries.stream()
                .sorted(Comparator.comparingLong(SafetensorsEntry::begin).thenComparingLong(SafetensorsEntry::end))
                .toList();
        for (SafetensorsEntry entry : inFileOrder) {
            Origin origin = Origin.array(entry.name(), path);
            String claim = "claims bytes " + entry.begin() + " to " + entry.end();
            if (entry.begin() < 0 || entry.end() < entry.begin() || entry.end() > dataBytes) {
                throw origin.malformed(claim + " of data that are " + dataBytes + " bytes long");
            }
            if (entry.begin() != covered) {
                throw origin.malformed(claim + ", but the tensors before it end at " + covered
                        + "; safetensors allows neither gaps nor overlaps");
            }
            covered = entry.end();
        }
        if (covered != dataBytes) {
            throw Origin.file(path)
                    .malformed("has " + (dataBytes - covered) + " bytes after its last tensor, which safetensors"
                            + " does not allow");
        }
    }

    private static StoredArray array(Path path, ByteSource file, long dataStart, SafetensorsEntry entry) {
        Origin origin = Origin.array(entry.name(), path);
        Extent extent = Extent.of(origin, entry.shape());
        Encoding encoding = SafetensorsDtype.parse(entry.dtype());
        long present = entry.end() - entry.begin();
        if (encoding instanceof Encoding.Numeric numeric) {
            long declared = extent.bytes(origin, numeric.type());
            if (declared != present) {
                throw origin.malformed("declares " + encoding.label() + " " + extent.shape() + ", which takes "
                        + declared + " bytes, but its offsets span " + present);
            }
        }
        ElementData data = file.range(dataStart + entry.begin(), present);
        return new StoredArray(origin, entry.name(), extent, encoding, false, data);
    }
}
