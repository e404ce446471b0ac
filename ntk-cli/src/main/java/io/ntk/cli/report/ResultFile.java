package io.ntk.cli.report;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.cli.file.OutputFile;
import io.ntk.io.arrays.ArrayWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Writes a result as its file's name ends: {@code .json}, {@code .csv} or {@code .npz}; by way of a temporary file. */
public final class ResultFile {
    private static final String CSV = ".csv";
    private static final String NPZ = ".npz";

    private ResultFile() {}

    /**
     * Refuses a name that says no format: to be asked before long work.
     *
     * @param file the name of a result
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if it ends otherwise, {@link ErrorId#FILE_UNWRITABLE} if there
     *     is no such folder
     */
    public static void requireWritable(Path file) {
        OutputFile.requireWritable("Result", file, List.of(".json", CSV, NPZ));
    }

    /**
     * {@return whether a file holds arrays}
     *
     * @param file its name
     */
    public static boolean holdsArrays(Path file) {
        return OutputFile.ends(file, NPZ);
    }

    /**
     * Writes a result.
     *
     * @param file its name, which {@link #requireWritable} lets pass
     * @param report the result
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void write(Path file, Report report) {
        if (holdsArrays(file)) {
            ArrayWriter.write(file, report.arrays(), Precision.FLOAT64);
        } else if (OutputFile.ends(file, CSV)) {
            writeTable(file, report.table());
        } else {
            write(file, new Presentation(report).json() + "\n");
        }
    }

    /**
     * Writes a table as CSV (RFC 4180), however the file is called.
     *
     * @param file its name
     * @param table the table
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void writeTable(Path file, Table table) {
        write(
                file,
                line(table.header())
                        + table.rows().stream().map(ResultFile::line).collect(Collectors.joining()));
    }

    private static String line(List<String> fields) {
        return fields.stream().map(ResultFile::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    private static void write(Path file, String text) {
        OutputFile.write("File", file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
