package io.ntk.spark;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows of a sweep as they are written.
 *
 * @param columns the header
 * @param rows a field for each column
 */
record SweepTable(List<String> columns, List<List<String>> rows) {
    private static final List<String> REQUIRED =
            List.of(SweepRow.BEFORE, SweepRow.AFTER, SweepRow.INPUTS, SweepRow.CELL);

    /**
     * Reads a table.
     *
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND}, {@link ErrorId#FILE_UNREADABLE}, {@link ErrorId#FILE_FORMAT}
     *     naming the column or the row that is wrong
     */
    static SweepTable read(Path file) {
        List<List<String>> records = Csv.parse(text(file)).records();
        if (records.isEmpty()) {
            throw wrong(file, "is empty", "Its first line names the columns: " + String.join(",", REQUIRED) + ".");
        }
        List<String> columns = records.get(0).stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!SweepRow.COLUMNS.contains(column)) {
                throw wrong(
                        file,
                        "has a column '" + column + "', which is not known",
                        ClosestName.remedy(column, SweepRow.COLUMNS));
            }
            if (!seen.add(column)) {
                throw wrong(file, "has the column '" + column + "' twice", "Name every column once.");
            }
        }
        for (String column : REQUIRED) {
            if (!seen.contains(column)) {
                throw wrong(
                        file, "has no column '" + column + "'", "Name at least " + String.join(",", REQUIRED) + ".");
            }
        }
        List<List<String>> rows = records.subList(1, records.size());
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).size() != columns.size()) {
                throw wrong(
                        file,
                        "has " + rows.get(i).size() + " fields in row " + (i + 1) + ", but " + columns.size()
                                + " columns",
                        "Give every row a field for each column, empty where it has nothing to say.");
            }
        }
        return new SweepTable(columns, rows);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
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

    static NtkException wrong(Path file, String what, String remedy) {
        return new NtkException(ErrorId.FILE_FORMAT, "Table '" + file + "' " + what + ".", remedy);
    }
}
