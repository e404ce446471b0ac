package io.ntk.cli;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The lines of a stream that another program writes, of which no more than one of bounded length is held. */
final class RequestLines {
    static final int MOST_BYTES = 1 << 20;

    private final InputStream in;

    RequestLines(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** One line without its end. */
    static final class Line {
        private final byte[] bytes;
        private final boolean whole;

        /** Of bytes that are the line, or if it is not {@code whole} its beginning. */
        private Line(byte[] bytes, boolean whole) {
            this.bytes = bytes;
            this.whole = whole;
        }

        /**
         * {@return the line as text}
         *
         * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if it is too long, or is not UTF-8
         */
        String text() {
            if (!whole) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "A request is longer than " + MOST_BYTES + " bytes.",
                        "Put arrays into files, and name those.");
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT, "A request is not UTF-8.", "Encode requests in UTF-8.", e);
            }
        }
    }

    /**
     * {@return the next line that is not empty; nothing at the end}
     *
     * @throws NtkException {@link ErrorId#FILE_UNREADABLE} if the stream cannot be read
     */
    Optional<Line> next() {
        try {
            for (; ; ) {
                ByteArrayOutputStream line = new ByteArrayOutputStream();
                boolean whole = true;
                int next = in.read();
                boolean atEnd = next < 0;
                for (; next >= 0 && next != '\n'; next = in.read()) {
                    if (line.size() < MOST_BYTES) {
                        line.write(next);
                    } else {
                        whole = false;
                    }
                }
                if (atEnd) {
                    return Optional.empty();
                }
                if (!line.toString(StandardCharsets.ISO_8859_1).isBlank()) {
                    return Optional.of(new Line(line.toByteArray(), whole));
                }
            }
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "Standard input cannot be read (" + e.getMessage() + ").",
                    "Keep it open while the server runs.",
                    e);
        }
    }
}
