package io.ntk.io.arrays;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** The bytes of a file, or of a file inside another, of which any range can be read. */
interface ByteSource {
    /** {@return the number of bytes} */
    long size();

    /** {@return a stream of the bytes from {@code start} on; the range must lie within the source} */
    InputStream open(long start, long length);

    /** {@return the bytes of a file, of the size that it has now} */
    static ByteSource of(FileChannel channel, long size) {
        return new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public InputStream open(long start, long length) {
                return new FileSlice(channel, start, length);
            }
        };
    }

    /** {@return bytes in memory, which are not copied} */
    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public InputStream open(long start, long length) {
                return new ByteArrayInputStream(bytes, Math.toIntExact(start), Math.toIntExact(length));
            }
        };
    }

    /** {@return the elements that are stored uncompressed in a range} */
    default ElementData elements(long start, long length) {
        return new ElementData() {
            @Override
            public InputStream open() {
                return ByteSource.this.open(start, length);
            }

            @Override
            public boolean onDisk() {
                return true;
            }
        };
    }
}
