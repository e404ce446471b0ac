package io.ntk.io.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;

/** Decodes the part of UTF-8 that is Latin-1, which takes at most two bytes. */
final class Utf8Characters implements Characters {
    private final InputStream in;

    Utf8Characters(InputStream in) {
        this.in = in;
    }

    @Override
    public int next() throws IOException {
        int first = in.read();
        if (first < 0x80) {
            return first;
        }
        int second = in.read();
        if ((first != 0xc2 && first != 0xc3) || (second & ~0x3f) != 0x80) {
            throw new MalformedInputException(1);
        }
        return ((first & 3) << 6) | (second & 0x3f);
    }
}
