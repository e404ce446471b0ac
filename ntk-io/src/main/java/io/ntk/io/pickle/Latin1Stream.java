package io.ntk.io.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.UnmappableCharacterException;
import java.util.Objects;

/** The bytes that the characters of a text stand for in Latin-1. */
final class Latin1Stream extends InputStream {
    private final Characters characters;

    Latin1Stream(Characters characters) {
        this.characters = characters;
    }

    @Override
    public int read() throws IOException {
        int next = characters.next();
        if (next > 0xff) {
            throw new UnmappableCharacterException(1);
        }
        return next;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        for (int count = 0; count < length; count++) {
            int next = read();
            if (next < 0) {
                return count == 0 ? -1 : count;
            }
            target[offset + count] = (byte) next;
        }
        return length;
    }
}
