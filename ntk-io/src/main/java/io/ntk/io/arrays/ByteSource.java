package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;

/**
 * A known number of bytes, of a file or of a file inside another, any range of which can be read, repeatedly and by several
 * threads.
 */
interface ByteSource {
    /** {@return the number of bytes} */
    long size();

    /** {@return a stream of exactly a range of the bytes, which must exist} @throws IOException if they cannot be read */
    InputStream open(long start, long length) throws IOException;

    /** {@return whether the bytes are stored uncompressed} */
    boolean onDisk();

    /** {@return a range of the bytes, which must exist} */
    default ElementData range(long start, long length) {
        return new SourceRange(this, start, length);
    }
}
