package io.ntk.io.arrays;

import java.io.InputStream;
import java.nio.channels.FileChannel;

/** Elements that lie in a file as they are. */
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
