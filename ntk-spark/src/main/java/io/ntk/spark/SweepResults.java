package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.table.CsvField;
import io.ntk.io.table.RowFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The results of a sweep table: one line for each row, written when its estimate is known. A row is identified by its
 * fields in the table.
 */
final class SweepResults implements AutoCloseable {
    private final Path file;
    private final List<String> columns;
    private final RowFile rows;
    private final Set<List<String>> claimed;

    private SweepResults(Path file, List<String> columns, RowFile rows, Set<List<String>> claimed) {
        this.file = file;
        this.columns = columns;
        this.rows = rows;
        this.claimed = claimed;
    }

    /**
     * Opens results and continues after the last complete line.
     *
     * @param file the file of the results
     * @param columns the columns of the table
     * @param answers the columns of the results that follow them
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if they belong to a table with other columns or to another verb,
     *     {@link ErrorId#FILE_UNWRITABLE} if they cannot be written, or another process is writing them
     */
    static SweepResults open(Path file, List<String> columns, List<String> answers) {
        List<String> header = new ArrayList<>(columns);
        header.addAll(answers);
        RowFile rows = RowFile.open(file, Csv.line(header));
        try {
            Set<List<String>> present = new HashSet<>();
            List<String> lines = rows.rows();
            for (List<String> record : records(file, lines)) {
                present.add(harmless(record.subList(0, Math.min(columns.size(), record.size()))));
            }
            rows.keep(lines.size());
            return new SweepResults(file, header, rows, present);
        } catch (RuntimeException | Error e) {
            rows.close();
            throw e;
        }
    }

    private static List<List<String>> records(Path file, List<String> lines) {
        // Fields never hold line breaks.
        return Csv.records(file, String.join("\n", lines));
    }

    /** {@return the names of all columns} */
    List<String> columns() {
        return columns;
    }

    /** {@return all rows} */
    synchronized List<List<String>> records() {
        return records(file, rows.rows());
    }

    /** {@return whether the row is neither in the results nor already claimed} */
    synchronized boolean claim(List<String> fields) {
        return claimed.add(harmless(fields));
    }

    synchronized void append(List<String> fields, List<String> answer) {
        List<String> all = new ArrayList<>(fields);
        all.addAll(answer);
        rows.append(Csv.line(harmless(all)));
    }

    /** {@return the fields of a row as they stand in the results, which identify it} */
    static List<String> harmless(List<String> fields) {
        return fields.stream().map(CsvField::harmless).toList();
    }

    @Override
    public synchronized void close() {
        rows.close();
    }
}
