package io.ntk.io.arrays;

import io.ntk.io.pickle.Coding;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Elements that a pickle holds as the characters of a text. */
record DecodedElements(ElementData text, Coding coding) implements ElementData {
    @Override
    public InputStream open() throws IOException {
        return coding.decoded(new BufferedInputStream(text.open()));
    }

    @Override
    public boolean onDisk() {
        return false;
    }
}
