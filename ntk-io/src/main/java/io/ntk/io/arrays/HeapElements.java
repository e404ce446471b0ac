package io.ntk.io.arrays;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A few elements that were read with the description of the file. */
record HeapElements(String latin1) implements ElementData {
    @Override
    public InputStream open() {
        return new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public boolean onDisk() {
        return true;
    }
}
