package io.ntk.cli.command;

import io.ntk.cli.report.ResultData;
import io.ntk.cli.report.ResultFile;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that writes a result for other programs. */
final class ResultOptions {
    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Also write the result for other programs: all of it to a .json file, its table to a .csv, or"
                    + " its numbers to a .npz file of arrays.")
    private @Nullable Path file;

    /** Refuses a file that could not be written, before any work. */
    void requireWritable() {
        if (file != null) {
            ResultFile.requireWritable(file);
        }
    }

    /** {@return whether arrays are wanted} */
    boolean arrays() {
        return file != null && ResultFile.holdsArrays(file);
    }

    /** Writes the result, if a file was named. */
    void write(Supplier<ResultData> data) {
        if (file != null) {
            ResultFile.write(file, data.get());
        }
    }
}
