package io.ntk.cli.file;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ReplacedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A file that a verb writes: refused before long work if it can be, written to a temporary file in its folder and moved. */
public final class OutputFile {
    private OutputFile() {}

    /**
     * Whether a file is called so, in letters of any case.
     *
     * @param file its name
     * @param ending such as {@code .csv}
     * @return whether it ends so
     */
    public static boolean ends(Path file, String ending) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(ending);
    }

    /**
     * Refuses a name that says no format, a folder that is not there or cannot be written to, and a file that something else
     * made.
     *
     * @param kind what the file is, which begins the message
     * @param file its name
     * @param endings those that are allowed; none if all are
     * @param maker who would write it
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if it ends otherwise, {@link ErrorId#FILE_UNWRITABLE} if it
     *     cannot be written or may not be replaced
     */
    public static void requireWritable(String kind, Path file, List<String> endings, Maker maker) {
        if (!endings.isEmpty() && endings.stream().noneMatch(ending -> ends(file, ending))) {
            int last = endings.size() - 1;
            String all = last == 0
                    ? endings.get(0)
                    : String.join(", ", endings.subList(0, last)) + " or " + endings.get(last);
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    kind + " '" + file + "' is of no known kind.",
                    "Give a name that ends in " + all + ".");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    kind + " '" + file + "' cannot be written: there is no folder '" + folder + "'.",
                    "Make the folder first.");
        }
        try {
            ReplacedFile.requireWritable(file);
            if (!maker.mayReplace(file)) {
                throw new NtkException(
                        ErrorId.FILE_UNWRITABLE,
                        kind + " '" + file + "' exists, and " + maker.name() + " did not make it.",
                        "Give another name, or --force to replace it.");
            }
        } catch (IOException e) {
            throw unwritable(kind, file, e);
        }
    }

    /**
     * Writes a file.
     *
     * @param kind what it is, which begins the message
     * @param file its name
     * @param content what to write
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be written; what was there is then kept
     */
    public static void write(String kind, Path file, ReplacedFile.Content content) {
        try {
            ReplacedFile.write(file, content);
        } catch (IOException e) {
            throw unwritable(kind, file, e);
        }
    }

    /**
     * {@return the refusal of a file that cannot be written}
     *
     * @param kind what it is, which begins the message
     * @param file its name
     * @param cause why
     */
    public static NtkException unwritable(String kind, Path file, IOException cause) {
        return new NtkException(
                ErrorId.FILE_UNWRITABLE,
                kind + " '" + file + "' cannot be written: "
                        + FailureReason.of(cause).orElse("the reason is not known") + ".",
                "Check that its folder exists, may be written to and has space.",
                cause);
    }
}
