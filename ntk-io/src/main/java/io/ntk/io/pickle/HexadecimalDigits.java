package io.ntk.io.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.MalformedInputException;

/** Reads the hexadecimal digits of an escaped character. */
final class HexadecimalDigits {
    private HexadecimalDigits() {}

    static int read(InputStream in, int digits) throws IOException {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(in.read(), 16);
            if (digit < 0) {
                throw new MalformedInputException(1);
            }
            value = 16 * value + digit;
        }
        if (value > Character.MAX_CODE_POINT) {
            throw new MalformedInputException(digits);
        }
        return (int) value;
    }
}
