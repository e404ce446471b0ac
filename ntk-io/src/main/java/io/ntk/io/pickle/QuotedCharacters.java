package io.ntk.io.pickle;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.MalformedInputException;

/** Decodes a string literal of Python 2, such as {@code 'a\x00\n'}. */
final class QuotedCharacters implements Characters {
    private final PushbackInputStream in;
    private int quote = -1;
    private boolean ended;

    QuotedCharacters(InputStream in) {
        this.in = new PushbackInputStream(in, 1);
    }

    @Override
    public int next() throws IOException {
        if (ended) {
            return -1;
        }
        if (quote < 0) {
            quote = in.read();
            if (quote != '\'' && quote != '"') {
                throw new MalformedInputException(1);
            }
        }
        int next = in.read();
        if (next < 0) {
            throw new MalformedInputException(1);
        }
        if (next == quote) {
            ended = true;
            if (in.read() >= 0) {
                throw new MalformedInputException(1);
            }
            return -1;
        }
        return next == '\\' ? escaped() : next;
    }

    private int escaped() throws IOException {
        int kind = in.read();
        return switch (kind) {
            case '\\', '\'', '"' -> kind;
            case 'a' -> 7;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'v' -> 11;
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'x' -> HexadecimalDigits.read(in, 2);
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(kind - '0');
            default -> throw new MalformedInputException(1);
        };
    }

    private int octal(int first) throws IOException {
        int value = first;
        for (int digits = 1; digits < 3; digits++) {
            int next = in.read();
            if (next < '0' || next > '7') {
                if (next >= 0) {
                    in.unread(next);
                }
                break;
            }
            value = 8 * value + next - '0';
        }
        return value & 0xff;
    }
}
