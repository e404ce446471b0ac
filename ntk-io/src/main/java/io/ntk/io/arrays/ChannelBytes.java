package io.ntk.io.arrays;

import java.io.InputStream;
import java.nio.channels.FileChannel;

/** The bytes of a whole file. */
record ChannelBytes(FileChannel channel, long size) implements ByteSource {
    @Override
    public InputStream open(long start, long length) {
        return new FileSlice(channel, start, length);
    }

    @Override
    public boolean onDisk() {
        return true;
    }
}
