package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The files of a sweep: comma-separated values as RFC 4180 has them, in UTF-8, lines ended as on Unix. */
final class Csv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setRecordSeparator('\n')
            .get();

    /** What spreadsheets begin UTF-8 with. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private Csv() {}

    /**
     * Reads a file's text.
     *
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}, {@link ErrorId#FILE_UNREADABLE}, {@link ErrorId#FILE_FORMAT}
     */
    static String text(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (NoSuchFileException e) {
            throw new NtkException(ErrorId.FILE_NOT_FOUND, "File '" + file + "' does not exist.", "Check its path.", e);
        } catch (CharacterCodingException e) {
            throw wrong(file, "is not text in UTF-8", "Save it as CSV in UTF-8.");
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "File '" + file + "' cannot be read: " + e.getMessage() + ".",
                    "Check that it is a file and its permissions.",
                    e);
        }
    }

    /**
     * The records of a text; empty lines are none.
     *
     * @param file where the text is from
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if quotes do not match
     */
    static List<List<String>> records(Path file, String text) {
        try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
            return parser.stream().map(CSVRecord::toList).toList();
        } catch (IOException | UncheckedIOException e) {
            String reason = String.valueOf(e.getMessage()).replaceFirst("^[A-Za-z.]*Exception[^:]*: ", "");
            throw wrong(
                    file, "is not CSV: " + reason, "Put fields that hold a comma in double quotes, and double theirs.");
        }
    }

    /** {@return a record, without a line break} */
    static String line(List<String> fields) {
        return FORMAT.format(fields.toArray());
    }

    static NtkException wrong(Path file, String what, String remedy) {
        return new NtkException(ErrorId.FILE_FORMAT, "Table '" + file + "' " + what + ".", remedy);
    }
}
