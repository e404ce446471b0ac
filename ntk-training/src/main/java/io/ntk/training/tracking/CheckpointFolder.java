package io.ntk.training.tracking;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The checkpoints in a folder, in the order of the last number in their names. */
public final class CheckpointFolder {
    private static final Pattern LAST_NUMBER = Pattern.compile("(\\d{1,18})\\D*$");

    private CheckpointFolder() {}

    /**
     * One checkpoint.
     *
     * @param step the last number in its name, before the extension
     * @param file the file
     */
    public record Checkpoint(long step, Path file) {}

    /**
     * Lists them.
     *
     * @param folder where
     * @param glob which names, such as <code>*.{safetensors,npz}</code>
     * @param others files that are none, such as the inputs
     * @return at least one checkpoint, by ascending step
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if the folder or any checkpoint in it is missing,
     *     {@link ErrorId#INVALID_ARGUMENT} for a name without a number, two of one number, or a malformed pattern
     */
    public static List<Checkpoint> list(Path folder, String glob, Set<Path> others) {
        if (!Files.isDirectory(folder)) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "'" + folder + "' is not a folder.",
                    "Name the folder that holds the checkpoints of a run.");
        }
        PathMatcher matcher = matcher(glob);
        Set<Path> excluded =
                Set.copyOf(others.stream().map(CheckpointFolder::absolute).toList());
        List<Checkpoint> found;
        try (Stream<Path> files = Files.list(folder)) {
            found = files.filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(file.getFileName()))
                    .filter(file -> !excluded.contains(absolute(file)))
                    .map(CheckpointFolder::checkpoint)
                    .sorted(Comparator.comparingLong(Checkpoint::step).thenComparing(Checkpoint::file))
                    .toList();
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNREADABLE,
                    "Folder '" + folder + "' cannot be listed (" + e.getMessage() + ").",
                    "Check that it may be read.",
                    e);
        }
        requireDistinct(folder, glob, found);
        return found;
    }

    private static void requireDistinct(Path folder, String glob, List<Checkpoint> found) {
        if (found.isEmpty()) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "Folder '" + folder + "' holds no checkpoint that matches '" + glob + "'.",
                    "Export checkpoints as .safetensors or .npz with the step in their names.");
        }
        for (int i = 1; i < found.size(); i++) {
            if (found.get(i).step() == found.get(i - 1).step()) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "Checkpoints '" + found.get(i - 1).file() + "' and '"
                                + found.get(i).file() + "' have the same number.",
                        "Choose the checkpoints of one run by --pattern, such as 'model_*.safetensors'.");
            }
        }
    }

    private static Checkpoint checkpoint(Path file) {
        String name = file.getFileName().toString();
        int extension = name.lastIndexOf('.');
        Matcher number = LAST_NUMBER.matcher(extension < 0 ? name : name.substring(0, extension));
        if (!number.find()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The name of '" + file + "' has no number, so its place in the run is unknown.",
                    "Rename it, or choose the checkpoints by --pattern, such as 'model_*.safetensors'.");
        }
        return new Checkpoint(Long.parseLong(number.group(1)), file);
    }

    private static PathMatcher matcher(String glob) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob);
        } catch (PatternSyntaxException e) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The pattern '" + glob + "' is malformed.",
                    "Use * for any text, ? for one character and {a,b} for either.",
                    e);
        }
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
