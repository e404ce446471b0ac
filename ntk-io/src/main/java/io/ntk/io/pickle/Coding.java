package io.ntk.io.pickle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** How a string or a string of bytes is written in a pickle. */
public enum Coding {
    /** The bytes themselves. */
    BYTES,
    /** Characters in UTF-8. */
    UTF8,
    /** Characters of Latin-1, others as {@code \}{@code u} and four, or {@code \}{@code U} and eight hexadecimal digits. */
    RAW_UNICODE_ESCAPE,
    /** A literal of Python 2, with its quotes and backslashes. */
    QUOTED;

    /**
     * Decodes to bytes: the characters of a text are taken as Latin-1, which is how pickles of protocols 0 to 2 write bytes.
     *
     * @param in the bytes in the file
     * @return the bytes that they mean; reading fails with a {@link CharacterCodingException} where they mean none
     */
    public InputStream decoded(InputStream in) {
        return switch (this) {
            case BYTES -> in;
            case UTF8 -> new Latin1Stream(new Utf8Characters(in));
            case RAW_UNICODE_ESCAPE -> new Latin1Stream(new UnicodeEscapes(in));
            case QUOTED -> new Latin1Stream(new QuotedCharacters(in));
        };
    }

    /** {@return the text that a whole string means} @throws CharacterCodingException if it means none */
    String text(byte[] bytes) throws IOException {
        if (this == BYTES) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (this == UTF8) {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        }
        InputStream in = new ByteArrayInputStream(bytes);
        Characters characters = this == QUOTED ? new QuotedCharacters(in) : new UnicodeEscapes(in);
        StringBuilder text = new StringBuilder(bytes.length);
        for (int next = characters.next(); next >= 0; next = characters.next()) {
            text.appendCodePoint(next);
        }
        return text.toString();
    }
}
