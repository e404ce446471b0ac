package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.table.RowFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The files with which a run begins. They replace those of a run that was killed while it began, and no others: such a run left a table
 * of metrics without rows, because it writes that table first and adds rows last.
 *
 * @param run the run
 * @param metrics the table of metrics
 * @param header its first line, without its line end
 * @param files all files with which the run begins, the metrics among them
 */
record FirstFiles(RunDescription run, Path metrics, String header, List<Path> files) {
    /**
     * Refuses to replace what this program did not write.
     *
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} naming the first file that stands in the way
     */
    void requireReplaceable() {
        try {
            boolean begun = areOfARunThatBegan();
            for (Path file : files) {
                if (!Files.exists(file)) {
                    continue;
                }
                if (isData(file)) {
                    throw refused(file, "is one of the files that the run learns from");
                }
                if (!begun && !isTheCell(file)) {
                    throw refused(file, "exists, and no run that ntk began left it");
                }
            }
        } catch (IOException e) {
            throw RowFile.unwritable(metrics, e);
        }
    }

    private static NtkException refused(Path file, String why) {
        return new NtkException(
                ErrorId.FILE_UNWRITABLE,
                "File '" + file + "' " + why + ", but the run would replace it.",
                "Name another folder for the run.");
    }

    private boolean areOfARunThatBegan() throws IOException {
        byte[] whole = (header + "\n").getBytes(StandardCharsets.UTF_8);
        if (!Files.isRegularFile(metrics) || Files.size(metrics) > whole.length) {
            return false;
        }
        byte[] found = Files.readAllBytes(metrics);
        return Arrays.equals(found, Arrays.copyOf(whole, found.length));
    }

    private boolean isData(Path file) throws IOException {
        if (run.data().isEmpty()) {
            return false;
        }
        for (ArrayReference data : run.data().get().files()) {
            if (Files.exists(data.file()) && Files.isSameFile(data.file(), file)) {
                return true;
            }
        }
        return false;
    }

    /** The equation file that the user named may stand in the folder of the run: it is written as it is. */
    private boolean isTheCell(Path file) throws IOException {
        if (run.equations().isEmpty()
                || !file.endsWith(RunFile.cellFile(run.equations().get()))) {
            return false;
        }
        byte[] text = run.equations().get().text().getBytes(StandardCharsets.UTF_8);
        return Files.size(file) == text.length && Arrays.equals(Files.readAllBytes(file), text);
    }
}
