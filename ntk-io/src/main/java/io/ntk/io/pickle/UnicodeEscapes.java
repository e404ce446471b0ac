package io.ntk.io.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/** Decodes Python's raw-unicode-escape. */
final class UnicodeEscapes implements Characters {
    private final PushbackInputStream in;

    UnicodeEscapes(InputStream in) {
        this.in = new PushbackInputStream(in, 1);
    }

    @Override
    public int next() throws IOException {
        int next = in.read();
        if (next != '\\') {
            return next;
        }
        int kind = in.read();
        if (kind == 'u' || kind == 'U') {
            return HexadecimalDigits.read(in, kind == 'u' ? 4 : 8);
        }
        if (kind >= 0) {
            in.unread(kind);
        }
        return '\\';
    }
}
