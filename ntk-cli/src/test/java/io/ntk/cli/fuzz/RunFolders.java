package io.ntk.cli.fuzz;

import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.fuzz.Target;
import io.ntk.training.RunDescription;
import io.ntk.training.RunFolder;
import io.ntk.training.task.Task;
import io.ntk.training.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What {@code ntk train --resume} reads, one file of it damaged at a time. */
public final class RunFolders implements Target {
    private static final long FIXED_BYTES = 256 << 20;
    private static final long EACH_BYTE = 1 << 12;

    private final NtkRuntime runtime;
    private final Path run;
    private final String file;
    private final byte[] original;

    /**
     * A reader of one file of a run.
     *
     * @param runtime finds cells and differentiates
     * @param run the folder of a run
     * @param file the name of the file in it
     */
    public RunFolders(NtkRuntime runtime, Path run, String file) {
        this.runtime = runtime;
        this.run = run;
        this.file = file;
        try {
            this.original = Files.readAllBytes(run.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<byte[]> corpus() {
        return List.of(original);
    }

    @Override
    public List<String> words() {
        return List.of(
                "-1",
                "0",
                "2147483647",
                "2147483648",
                "99999999999999999999",
                "1e999",
                "NaN",
                "null",
                "true",
                "[",
                "]",
                "{",
                "}",
                "\"",
                ",",
                "\n",
                ":",
                "gru",
                "lstm",
                "stacked",
                "\"dt\": 0.1,",
                "\"layers\": 1000000000,",
                "\"hidden\": 46341,",
                "include url(\"http://127.0.0.1:1/\")\n",
                "${task}",
                "memory_0",
                "memory_1",
                "theta",
                "step",
                "F64",
                "F32");
    }

    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length;
    }

    @Override
    public void read(byte[] input) throws IOException {
        Files.write(run.resolve(file), input);
        try (RunFolder folder = RunFolder.open(run)) {
            RunDescription description = folder.description();
            Task task = Tasks.standard().task(description.task());
            folder.resume(runtime.backend(), description.model(runtime.cells(), task), task);
        } finally {
            // Resuming may also have cut the metrics.
            Files.write(run.resolve(file), original);
        }
    }
}
