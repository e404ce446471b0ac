package io.ntk.io.arrays;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Bytes in memory, which are not copied. */
final class HeapBytes implements ByteSource {
    /** The elements of an array that has none, or whose elements are not read. */
    static final ElementData NO_ELEMENTS = new HeapBytes(new byte[0]).range(0, 0);

    private final byte[] bytes;

    HeapBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public InputStream open(long start, long length) {
        return new ByteArrayInputStream(bytes, Math.toIntExact(start), Math.toIntExact(length));
    }

    @Override
    public boolean onDisk() {
        return true;
    }
}
