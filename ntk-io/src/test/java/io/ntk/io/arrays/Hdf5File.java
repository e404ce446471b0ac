package io.ntk.io.arrays;

import io.jhdf.checksum.JenkinsLookup3HashLittle;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Writes files of HDF5 that jHDF does not write: their root group has one link, {@code x}, if any. */
final class Hdf5File {
    private static final int SUPERBLOCK_BYTES = 48;
    private static final int CHECKSUM_BYTES = 4;
    private static final int SPACE = 1;
    private static final int LINK_INFO = 2;
    private static final int TYPE = 3;
    private static final int LINK = 6;
    private static final int EXTERNAL_FILES = 7;
    private static final int LAYOUT = 8;
    private static final int FILTERS = 11;
    private static final int FLOAT_BYTES = 4;

    private Hdf5File() {}

    /** {@return a file of one array of float32 in one chunk that was shuffled and compressed} */
    static byte[] packed(byte[] floats) {
        int elements = floats.length / FLOAT_BYTES;
        byte[] shuffled = new byte[floats.length];
        for (int i = 0; i < floats.length; i++) {
            shuffled[i % FLOAT_BYTES * elements + i / FLOAT_BYTES] = floats[i];
        }
        Deflater deflater = new Deflater();
        deflater.setInput(shuffled);
        deflater.finish();
        byte[] packed = new byte[floats.length + floats.length / 8];
        int length = deflater.deflate(packed);
        deflater.end();
        byte[] filters = content(22)
                .put(new byte[] {2, 2})
                .putShort((short) 2)
                .putShort((short) 0)
                .putShort((short) 1)
                .putInt(FLOAT_BYTES)
                .putShort((short) 1)
                .putShort((short) 0)
                .putShort((short) 1)
                .putInt(6)
                .array();
        ByteBuffer layout = content(34)
                .put(new byte[] {4, 2, 2, 2, 4})
                .putInt(elements)
                .putInt(FLOAT_BYTES)
                .put((byte) 1)
                .putLong(length)
                .putInt(0);
        int headers = withDataset(elements, message(FILTERS, filters), message(LAYOUT, bytes(layout))).length;
        layout.putLong(headers);
        byte[] file = withDataset(elements, message(FILTERS, filters), message(LAYOUT, bytes(layout)));
        return file(joined(Arrays.copyOfRange(file, SUPERBLOCK_BYTES, headers), Arrays.copyOf(packed, length)));
    }

    /** {@return a file of one array whose numbers are in another file} */
    static byte[] stored(String elsewhere) {
        byte[] layout = content(18)
                .put(new byte[] {3, 1})
                .putLong(-1)
                .putLong(FLOAT_BYTES)
                .array();
        byte[] heapOfNames = joined(new byte[8], elsewhere.getBytes(StandardCharsets.UTF_8), new byte[8]);
        ByteBuffer files = content(40).putInt(1).putShort((short) 1).putShort((short) 1);
        int heap = withDataset(1, message(EXTERNAL_FILES, bytes(files)), message(LAYOUT, layout)).length;
        files.putLong(heap).putLong(8).putLong(0).putLong(FLOAT_BYTES);
        byte[] file = withDataset(1, message(EXTERNAL_FILES, bytes(files)), message(LAYOUT, layout));
        byte[] heapHead = content(32)
                .put(new byte[] {'H', 'E', 'A', 'P', 0, 0, 0, 0})
                .putLong(heapOfNames.length)
                .putLong(-1)
                .putLong(heap + 32L)
                .array();
        return file(joined(Arrays.copyOfRange(file, SUPERBLOCK_BYTES, heap), heapHead, heapOfNames));
    }

    /** {@return a file of one array that is mapped to one of another file} */
    static byte[] mapped(String elsewhere) {
        ByteBuffer layout = content(14).put(new byte[] {4, 3});
        int heap = withDataset(1, message(LAYOUT, bytes(layout))).length;
        layout.putLong(heap).putInt(1);
        byte[] file = withDataset(1, message(LAYOUT, bytes(layout)));
        byte[] name = (elsewhere + "\0x\0").getBytes(StandardCharsets.UTF_8);
        byte[] entries =
                content(9 + name.length + 24).put((byte) 0).putLong(1).put(name).array();
        int size = 16 + 16 + entries.length;
        byte[] collection = content(size)
                .put(new byte[] {'G', 'C', 'O', 'L', 1, 0, 0, 0})
                .putLong(size)
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(0)
                .putLong(entries.length)
                .put(entries)
                .array();
        return file(joined(Arrays.copyOfRange(file, SUPERBLOCK_BYTES, heap), collection));
    }

    /** {@return a file with a link to an object of another file} */
    static byte[] linked(String elsewhere) {
        byte[] target = ("\0" + elsewhere + "\0/x\0").getBytes(StandardCharsets.UTF_8);
        byte[] link = content(7 + target.length)
                .put(new byte[] {1, 8, 64, 1, 'x'})
                .putShort((short) target.length)
                .put(target)
                .array();
        return file(header(joined(linkInfo(), message(LINK, link))));
    }

    /** {@return a file whose only header is as long as that, of the shortest messages} */
    static byte[] messages(int bytes) {
        return file(header(new byte[bytes]));
    }

    private static byte[] withDataset(int elements, byte[]... messages) {
        byte[] space =
                content(12).put(new byte[] {2, 1, 0, 1}).putLong(elements).array();
        byte[] type = content(20)
                .put(new byte[] {0x11, 0x20, 31, 0})
                .putInt(FLOAT_BYTES)
                .putShort((short) 0)
                .putShort((short) 32)
                .put(new byte[] {23, 8, 0, 23})
                .putInt(127)
                .array();
        byte[] dataset = header(joined(message(SPACE, space), message(TYPE, type), joined(messages)));
        int root = header(joined(linkInfo(), message(LINK, hardLink(0)))).length;
        return file(joined(header(joined(linkInfo(), message(LINK, hardLink(SUPERBLOCK_BYTES + root)))), dataset));
    }

    private static byte[] linkInfo() {
        return message(
                LINK_INFO,
                content(18).putShort((short) 0).putLong(-1).putLong(-1).array());
    }

    private static byte[] hardLink(long address) {
        return content(12).put(new byte[] {1, 0, 1, 'x'}).putLong(address).array();
    }

    /** {@return a file of the second version, whose root's header comes first} */
    private static byte[] file(byte[] content) {
        int bytes = SUPERBLOCK_BYTES + content.length;
        byte[] superblock = content(44)
                .put("\u0089HDF\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1))
                .put(new byte[] {2, 8, 8, 0})
                .putLong(0)
                .putLong(-1)
                .putLong(bytes)
                .putLong(SUPERBLOCK_BYTES)
                .array();
        return joined(superblock, checksum(superblock), content);
    }

    private static byte[] header(byte[] messages) {
        byte[] head = content(10)
                .put(new byte[] {'O', 'H', 'D', 'R', 2, 2})
                .putInt(messages.length)
                .array();
        byte[] header = joined(head, messages);
        return joined(header, checksum(header));
    }

    private static byte[] message(int type, byte[] content) {
        return content(4 + content.length)
                .put((byte) type)
                .putShort((short) content.length)
                .put((byte) 0)
                .put(content)
                .array();
    }

    private static byte[] checksum(byte[] covered) {
        return content(CHECKSUM_BYTES)
                .putInt(JenkinsLookup3HashLittle.hash(ByteBuffer.wrap(covered)))
                .array();
    }

    private static ByteBuffer content(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.capacity()];
        content.get(0, bytes);
        return bytes;
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
