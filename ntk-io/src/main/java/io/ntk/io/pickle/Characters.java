package io.ntk.io.pickle;

import java.io.IOException;

/** The characters of a text, one after another. */
interface Characters {
    /** {@return the next code point, or -1 at the end} @throws CharacterCodingException if the bytes mean none */
    int next() throws IOException;
}
