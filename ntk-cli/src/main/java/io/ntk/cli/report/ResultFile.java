package io.ntk.cli.report;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.Printable;
import io.ntk.cli.file.Maker;
import io.ntk.cli.file.OutputFile;
import io.ntk.io.arrays.ArrayWriter;
import io.ntk.io.json.JsonObject;
import io.ntk.io.table.CsvField;
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
     * Refuses what could not be written: to be asked before long work.
     *
     * @param file the name of a result
     * @param maker the verb whose result it is
     * @throws NtkException as {@link OutputFile#requireWritable}
     */
    public static void requireWritable(Path file, Maker maker) {
        OutputFile.requireWritable("Result", file, List.of(".json", CSV, NPZ), maker);
    }

    /**
     * Refuses a table that could not be written, however the file is called: to be asked before long work.
     *
     * @param file its name
     * @param maker the verb whose table it is
     * @throws NtkException as {@link OutputFile#requireWritable}
     */
    public static void requireTable(Path file, Maker maker) {
        OutputFile.requireWritable("Table", file, List.of(), maker);
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
     * @param maker the verb whose result it is
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void write(Path file, Report report, Maker maker) {
        if (holdsArrays(file)) {
            ArrayWriter.writeNpz(file, report.arrays(), Precision.FLOAT64, maker.mark());
        } else if (OutputFile.ends(file, CSV)) {
            writeTable(file, report.table());
        } else {
            String json = new JsonObject().with(Maker.KEY, maker.name()).with(new Presentation(report).json()) + "\n";
            write(file, Printable.lines(json));
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
        write(file, csv(table));
    }

    /**
     * {@return a table as CSV (RFC 4180), as {@link #writeTable} writes it}
     *
     * @param table the table
     */
    public static String csv(Table table) {
        return line(table.header())
                + table.rows().stream().map(ResultFile::line).collect(Collectors.joining());
    }

    private static String line(List<String> fields) {
        return fields.stream().map(ResultFile::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String field) {
        String harmless = CsvField.harmless(field);
        boolean plain = harmless.chars().noneMatch(c -> c == ',' || c == '"');
        return plain ? harmless : "\"" + harmless.replace("\"", "\"\"") + "\"";
    }

    private static void write(Path file, String text) {
        OutputFile.write("File", file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}
