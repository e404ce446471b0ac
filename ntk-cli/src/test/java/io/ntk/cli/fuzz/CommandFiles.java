package io.ntk.cli.fuzz;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.tck.fuzz.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Files as a command reads them: {@code ntk show} or {@code ntk align} prints a result, or one line that says why there is none. */
public final class CommandFiles implements Target {
    /** The command itself and what it searches by; half of it is measured. */
    private static final long FIXED_BYTES = 32 << 20;

    private static final long EACH_BYTE = 64;

    private final Path folder;
    private final ArrayFiles files;
    private final PickleFiles pickles;
    private final Function<Path, CommandLines.Outcome> command;

    /**
     * The command.
     *
     * @param folder where inputs are written
     * @param files names of files among those that the tests of the reader use
     * @param command runs the command on a file
     */
    public CommandFiles(Path folder, List<String> files, Function<Path, CommandLines.Outcome> command) {
        this.folder = folder;
        this.files = new ArrayFiles(folder, files);
        this.pickles = new PickleFiles(folder, files);
        this.command = command;
    }

    @Override
    public List<byte[]> corpus() {
        return files.corpus();
    }

    @Override
    public List<String> words() {
        return files.words();
    }

    @Override
    public long allowedBytes(byte[] input) {
        return FIXED_BYTES + EACH_BYTE * input.length;
    }

    @Override
    public byte[] damaged(byte[] input, SplittableRandom random) {
        boolean pickle = (input[0] == 'P' && input[1] == 'K') || input[0] == (byte) 0x80;
        return pickle && random.nextBoolean() ? pickles.damaged(input, random) : input;
    }

    @Override
    public void read(byte[] input) throws IOException {
        byte[] mended = input.length > 0 && input[0] == (byte) 0x89 ? Hdf5Checksums.mended(input) : input;
        CommandLines.Outcome outcome = command.apply(Files.write(folder.resolve("input.file"), mended));
        List<String> said = outcome.err().lines().toList();
        if (outcome.exitCode() == 2 && said.size() == 1 && said.get(0).startsWith("error: ")) {
            throw new NtkException(ErrorId.FILE_FORMAT, said.get(0), "");
        }
        if (outcome.exitCode() != 0 || !said.isEmpty()) {
            throw new AssertionError("exit code " + outcome.exitCode() + ": " + outcome.err());
        }
    }
}
