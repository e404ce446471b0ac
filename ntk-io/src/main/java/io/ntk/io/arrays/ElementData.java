package io.ntk.io.arrays;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of an array's elements, which can be read repeatedly. */
interface ElementData {
    /** {@return a stream of exactly those bytes} @throws IOException if the file cannot be read there */
    InputStream open() throws IOException;

    /** {@return whether the elements are stored uncompressed, so that memory for all can be allocated at once} */
    boolean onDisk();
}
