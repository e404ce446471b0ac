package io.ntk.io.arrays;

import java.io.FilterInputStream;
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
                return new First(in, bytes);
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

    /** The first bytes of a stream. */
    private static final class First extends FilterInputStream {
        private long left;

        First(InputStream in, long bytes) {
            super(in);
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = left == 0 ? -1 : super.read(target, offset, (int) Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }
    }
}
