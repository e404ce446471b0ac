package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;

/** A range of bytes: of a source itself, or the elements of an array. */
record SourceRange(ByteSource source, long start, long size) implements ByteSource, ElementData {
    @Override
    public InputStream open(long from, long length) throws IOException {
        return source.open(start + from, length);
    }

    @Override
    public InputStream open() throws IOException {
        return source.open(start, size);
    }

    @Override
    public boolean onDisk() {
        return source.onDisk();
    }
}
