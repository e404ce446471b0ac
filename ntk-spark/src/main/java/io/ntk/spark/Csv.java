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

/** The format of sweep tables and results: comma-separated values after RFC 4180, in UTF-8, with Unix line ends. */
final class Csv {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setIgnoreEmptyLines(true)
            .setRecordSeparator('\n')
            .get();

    /** The mark that spreadsheets write at the start of UTF-8. */
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
                    "Check that it is a regular file, and its permissions.",
                    e);
        }
    }

    /**
     * Parses the records of a text. Empty lines are skipped.
     *
     * @param file the file of the text, for messages
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if quotes do not match
     */
    static List<List<String>> records(Path file, String text) {
        try (CSVParser parser = CSVParser.parse(text, FORMAT)) {
            return parser.stream().map(CSVRecord::toList).toList();
        } catch (IOException | UncheckedIOException e) {
            String reason = String.valueOf(e.getMessage()).replaceFirst("^[A-Za-z.]*Exception[^:]*: ", "");
            throw wrong(
                    file,
                    "is not CSV: " + reason,
                    "Put a field that holds a comma in double quotes, and double the quotes inside it.");
        }
    }

    /** {@return the line of a record, without its line end} */
    static String line(List<String> fields) {
        return FORMAT.format(fields.toArray());
    }

    static NtkException wrong(Path file, String what, String remedy) {
        return new NtkException(ErrorId.FILE_FORMAT, "Table '" + file + "' " + what + ".", remedy);
    }
}
