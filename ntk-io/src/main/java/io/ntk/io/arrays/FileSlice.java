package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A byte range of a file as a stream. It reads by position, so slices of one channel do not disturb each other, and it
 * touches no other part of the file: reading a few tensors of a huge checkpoint costs only their own bytes.
 *
 * <p>It is not a memory mapping. A mapping outlives its channel until the garbage collector finds it, which on Windows
 * keeps the file from being replaced, and a file that shrinks under a mapping kills the process instead of failing the
 * read. A mapping would save no copy either, because every element is converted to float64.
 */
final class FileSlice extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long position;

    FileSlice(FileChannel channel, long start, long length) {
        this.channel = channel;
        this.position = start;
        this.end = start + length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int wanted = (int) Math.min(length, end - position);
        if (wanted == 0) {
            return -1;
        }
        int count = channel.read(ByteBuffer.wrap(target, offset, wanted), position);
        position += Math.max(0, count);
        return count;
    }

    /** Skips without reading, unlike the method that this replaces. */
    @Override
    public long skip(long count) {
        long skipped = Math.max(0, Math.min(count, end - position));
        position += skipped;
        return skipped;
    }
}
