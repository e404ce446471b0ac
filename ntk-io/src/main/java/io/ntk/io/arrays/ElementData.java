package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of an array's elements, read as often as asked. */
interface ElementData {
    /** {@return a stream of exactly those bytes} @throws IOException if the file cannot be read there */
    InputStream open() throws IOException;

    /**
     * Whether every byte is known to exist in the file as it is, so that memory for all of them may be taken at once.
     * False for compressed bytes, of which there are as many as come out.
     */
    boolean onDisk();
}
