package io.ntk.io.arrays;

import java.io.InputStream;
import java.nio.channels.FileChannel;

/** Elements stored uncompressed in a byte range of a file. */
record FileRange(FileChannel channel, long start, long length) implements ElementData {
    @Override
    public InputStream open() {
        return new FileSlice(channel, start, length);
    }

    @Override
    public boolean onDisk() {
        return true;
    }
}
