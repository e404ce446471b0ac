package io.ntk.spark;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The results of a sweep: a line for each row, written when it is known. A row is told by what the table says of it. */
final class SweepResults implements AutoCloseable {
    private final Path file;
    private final Set<List<String>> claimed;
    private final BufferedWriter out;

    private SweepResults(Path file, Set<List<String>> claimed, BufferedWriter out) {
        this.file = file;
        this.claimed = claimed;
        this.out = out;
    }

    /**
     * Opens results, to go on from where they end: at the last complete line.
     *
     * @throws NtkException {@link ErrorId#FILE_FORMAT} if they are of a table with other columns,
     *     {@link ErrorId#FILE_UNWRITABLE}
     */
    static SweepResults open(Path file, List<String> columns) {
        List<String> header = new ArrayList<>(columns);
        header.addAll(SweepTask.COLUMNS);
        Set<List<String>> present = new HashSet<>();
        String kept = "";
        if (Files.exists(file)) {
            String text = Csv.text(file);
            // No field holds a line break.
            kept = text.substring(0, text.lastIndexOf('\n') + 1);
            List<List<String>> records = Csv.records(file, kept);
            if (!records.isEmpty() && !records.get(0).equals(header)) {
                throw Csv.wrong(
                        file,
                        "holds the results of a table with other columns: " + String.join(",", records.get(0)),
                        "Name another file for the results.");
            }
            for (List<String> record : records.subList(Math.min(1, records.size()), records.size())) {
                present.add(List.copyOf(record.subList(0, Math.min(columns.size(), record.size()))));
            }
        }
        try {
            // What a killed sweep left of a line is cut off; the file is not touched otherwise.
            if (!Files.exists(file) || Files.size(file) != kept.getBytes(StandardCharsets.UTF_8).length) {
                Files.writeString(file, kept);
            }
            BufferedWriter out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            SweepResults results = new SweepResults(file, present, out);
            if (kept.isEmpty()) {
                results.write(header);
            }
            return results;
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    /** {@return whether the row is neither there nor claimed before} */
    synchronized boolean claim(List<String> fields) {
        return claimed.add(fields);
    }

    synchronized void append(List<String> fields, List<String> answer) {
        List<String> all = new ArrayList<>(fields);
        all.addAll(answer);
        try {
            write(all);
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private void write(List<String> fields) throws IOException {
        out.write(Csv.line(fields));
        out.flush();
    }

    private static NtkException unwritable(Path file, IOException e) {
        return new NtkException(
                ErrorId.FILE_UNWRITABLE,
                "Results '" + file + "' cannot be written: " + e + ".",
                "Check that its folder exists and may be written to.",
                e);
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }
}
