package io.ntk.cli.report;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.runtime.arrays.ArrayWriter;
import io.ntk.runtime.arrays.ReplacedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a result as its file's name ends: {@code .json}, {@code .csv} or {@code .npz}; first beside the file, then in its place. */
public final class ResultFile {
    private ResultFile() {}

    /**
     * Refuses a name that says no format: to be asked before long work.
     *
     * @param file the name of a result
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if it ends otherwise, {@link ErrorId#FILE_UNWRITABLE} if there
     *     is no such folder
     */
    public static void requireWritable(Path file) {
        if (!ends(file, ".json") && !ends(file, ".csv") && !ends(file, ".npz")) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Result '" + file + "' is of no known kind.",
                    "Give a name that ends in .json, .csv or .npz.");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "Result '" + file + "' cannot be written: there is no folder '" + folder + "'.",
                    "Make the folder first.");
        }
    }

    /** {@return whether a file holds arrays} */
    public static boolean holdsArrays(Path file) {
        return ends(file, ".npz");
    }

    private static boolean ends(Path file, String ending) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Writes a result.
     *
     * @param file its name, which {@link #requireWritable} lets pass
     * @param data the result
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void write(Path file, ResultData data) {
        if (holdsArrays(file)) {
            ArrayWriter.write(file, data.arrays(), Precision.FLOAT64);
        } else if (ends(file, ".csv")) {
            writeTable(file, data);
        } else {
            write(file, Json.write(data.json()) + "\n");
        }
    }

    /**
     * Writes a result's table as CSV (RFC 4180), however the file is called.
     *
     * @param file its name
     * @param data the result
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void writeTable(Path file, ResultData data) {
        write(
                file,
                line(data.columns())
                        + data.rows().stream().map(ResultFile::line).collect(Collectors.joining()));
    }

    private static String line(List<String> fields) {
        return fields.stream().map(ResultFile::quoted).collect(Collectors.joining(",", "", "\n"));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
    }

    private static void write(Path file, String text) {
        try {
            ReplacedFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "File '" + file + "' cannot be written: " + e + ".",
                    "Check that its folder exists, may be written to and has space.",
                    e);
        }
    }
}
