package io.ntk.cli.fuzz;

import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes the checksums of a damaged HDF5 file right again, as who means harm would, so that the damage is read. */
final class Hdf5Checksums {
    private static final int SUPERBLOCK_BYTES = 44;
    private static final String HEADER = "OHDR";
    /** Signature, version and flags. */
    private static final int HEADER_START = 6;

    private Hdf5Checksums() {}

    static byte[] mended(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        boolean second = file.length > SUPERBLOCK_BYTES && (file[8] == 2 || file[8] == 3);
        if (second) {
            mend(bytes, 0, SUPERBLOCK_BYTES);
        }
        String text = new String(file, StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(HEADER); at >= 0; at = text.indexOf(HEADER, at + 1)) {
            if (at + HEADER_START < file.length) {
                mend(bytes, at, headerBytes(bytes, at));
            }
        }
        byte[] result = new byte[file.length];
        bytes.get(0, result);
        return result;
    }

    /** {@return the length of an object header, its checksum apart} */
    private static long headerBytes(ByteBuffer bytes, int at) {
        int flags = bytes.get(at + HEADER_START - 1);
        int width = 1 << (flags & 3);
        int start = HEADER_START + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
        long length = 0;
        for (int i = 0; i < width && at + start + i < bytes.capacity(); i++) {
            length |= (long) Byte.toUnsignedInt(bytes.get(at + start + i)) << (8 * i);
        }
        return start + width + length;
    }

    private static void mend(ByteBuffer bytes, int from, long length) {
        if (length >= 0 && length <= bytes.capacity() - from - Integer.BYTES) {
            int end = from + (int) length;
            byte[] whole = new byte[bytes.capacity()];
            bytes.get(0, whole);
            bytes.putInt(end, ChecksumUtils.checksum(Arrays.copyOfRange(whole, from, end)));
        }
    }
}
