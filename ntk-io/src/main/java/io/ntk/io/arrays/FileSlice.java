package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/**
 * A stretch of a file as a stream. Reads by position, so that slices of one channel do not disturb each other, and touches
 * no other part of the file: a few tensors of a huge checkpoint cost what they weigh.
 *
 * <p>Not a memory mapping, because a mapping outlives its channel until the garbage collector finds it, which on Windows
 * keeps the file from being replaced, and because a file that shrinks under a mapping kills the reader instead of failing
 * the read. Every element is converted to float64 in any case, so a mapping would save no copy.
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
}
