package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The origin of some bytes, as the subject of the sentence in a message.
 *
 * @param array the name of an array, or null for the file itself
 * @param path the file
 */
record Origin(@Nullable String array, Path path) {
    private static final String DAMAGED = "Copy or write the file again; it may have been cut short or altered.";

    static Origin file(Path path) {
        return new Origin(null, path);
    }

    static Origin array(String name, Path path) {
        return new Origin(name, path);
    }

    /** {@return a noun phrase, such as {@code Array 'x' of 'a.npz'}} */
    String subject() {
        return array == null ? "File " + Quoted.of(path) : "Array " + Quoted.of(array) + " of " + Quoted.of(path);
    }

    /** {@return the refusal of a file that contradicts itself or its format} The predicate has no full stop. */
    NtkException malformed(String predicate) {
        return malformed(predicate, DAMAGED);
    }

    NtkException malformed(String predicate, String remedy) {
        return refused(ErrorId.FILE_FORMAT, predicate, remedy);
    }

    NtkException refused(ErrorId id, String predicate, String remedy) {
        return new NtkException(id, subject() + " " + predicate + ".", remedy);
    }

    /** {@return the refusal for a failed read} Bytes that end early or do not decompress are malformed. */
    NtkException unreadable(IOException cause) {
        if (cause instanceof EOFException) {
            return new NtkException(ErrorId.FILE_FORMAT, subject() + " ends too early.", DAMAGED, cause);
        }
        if (cause instanceof CharacterCodingException) {
            return new NtkException(
                    ErrorId.FILE_FORMAT, subject() + " holds a text that cannot be decoded.", DAMAGED, cause);
        }
        if (cause instanceof ZipException) {
            return new NtkException(
                    ErrorId.FILE_FORMAT,
                    subject() + " cannot be unpacked" + FailureReason.inParentheses(cause) + ".",
                    DAMAGED,
                    cause);
        }
        return new NtkException(
                ErrorId.FILE_UNREADABLE,
                subject() + " cannot be read" + FailureReason.inParentheses(cause) + ".",
                "Check the disk and the permissions of the file.",
                cause);
    }

    @Override
    public String toString() {
        return subject();
    }
}
