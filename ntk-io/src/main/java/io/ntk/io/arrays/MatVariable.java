package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * A variable of a MATLAB file.
 *
 * @param source the file
 * @param start where its bytes begin
 * @param length how many there are
 * @param compressed whether they are a zlib stream
 */
record MatVariable(ByteSource source, long start, long length, boolean compressed) {
    /** {@return its bytes, unpacked} */
    InputStream open() throws IOException {
        InputStream stored = source.open(start, length);
        return compressed ? new InflaterInputStream(stored) : stored;
    }

    /** {@return the elements in a range of its unpacked bytes} */
    ElementData elements(long offset, long bytes) {
        return compressed ? new Inflated(this, offset, bytes) : source.range(start + offset, bytes);
    }

    private record Inflated(MatVariable variable, long offset, long bytes) implements ElementData {
        @Override
        public InputStream open() throws IOException {
            InputStream in = variable.open();
            try {
                in.skipNBytes(offset);
                return new LimitedStream(in, bytes);
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }

        @Override
        public boolean onDisk() {
            return false;
        }
    }
}
