package io.ntk.io.arrays;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file and an optional name inside it, as users write them: {@code FILE[:NAME]}.
 *
 * @param file the file
 * @param name the name of an array, or a prefix of names, after the colon
 * @param timeFirst whether an array is stored {@code [steps, trials, ...]}: it is read as {@code [trials, steps, ...]}
 */
public record ArrayReference(Path file, Optional<String> name, boolean timeFirst) {
    private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9]{2,11}:");

    /**
     * Names an array as it is stored.
     *
     * @param file the file
     * @param name the name of an array, or a prefix of names, after the colon
     */
    public ArrayReference(Path file, Optional<String> name) {
        this(file, name, false);
    }

    /**
     * {@return the same array with its order of axes stated}
     *
     * @param stored whether it is stored {@code [steps, trials, ...]}
     */
    public ArrayReference withTimeFirst(boolean stored) {
        return new ArrayReference(file, name, stored);
    }

    /**
     * Splits {@code FILE[:NAME]}.
     *
     * <p>A name may contain colons, so the files that exist decide. If the whole text is an existing file, there is no
     * name. Otherwise the text is split at the last colon that follows an existing file, and if there is none, at the
     * first colon that follows an extension, as in {@code a.h5:gru/kernel:0}, or else at the last, unless that colon
     * belongs to a Windows drive, as in {@code C:\a.npz}.
     *
     * @param text the reference, such as {@code a/b.npz:inputs} or {@code inputs.npy}
     * @return the parts; the file need not exist
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if a part is empty or the file is not a valid path
     */
    public static ArrayReference parse(String text) {
        if (exists(text)) {
            return new ArrayReference(path(text), Optional.empty());
        }
        Matcher extension = EXTENSION.matcher(text);
        int split = extension.find() ? extension.end() - 1 : text.lastIndexOf(':');
        for (int colon = text.lastIndexOf(':'); colon >= 0; colon = text.lastIndexOf(':', colon - 1)) {
            if (exists(text.substring(0, colon))) {
                split = colon;
                break;
            }
        }
        if (split < 0 || isDrive(text, split)) {
            return new ArrayReference(path(text), Optional.empty());
        }
        String name = text.substring(split + 1);
        if (name.isEmpty()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Array reference " + Quoted.of(text) + " has no name after its colon.",
                    "Write FILE:NAME, or FILE alone if it holds one array.");
        }
        return new ArrayReference(path(text.substring(0, split)), Optional.of(name));
    }

    /**
     * Opens the file, reads the array and closes the file.
     *
     * @return the named array, or the only one if no name was given
     * @throws NtkException as {@link ArrayFile#open}, {@link ArrayFile#read} and {@link ArrayFile#readSingle} do
     */
    public NumericArray read() {
        try (ArrayFile opened = ArrayFile.open(file)) {
            return read(opened);
        }
    }

    /**
     * Reads the array.
     *
     * @param opened the file, which stays open
     * @return the named array, or the only one if no name was given
     * @throws NtkException as {@link ArrayFile#read} and {@link ArrayFile#readSingle} do
     */
    public NumericArray read(ArrayFile opened) {
        NumericArray stored = name.isPresent() ? opened.read(name.get()) : opened.readSingle();
        return timeFirst ? AxisExchange.of(stored) : stored;
    }

    /** {@return the file and the name in the form that {@link #parse} reads} */
    @Override
    public String toString() {
        return name.map(present -> file + ":" + present).orElse(file.toString());
    }

    private static boolean isDrive(String text, int colon) {
        return colon == 1
                && Character.isLetter(text.charAt(0))
                && text.length() > 2
                && (text.charAt(2) == '\\' || text.charAt(2) == '/');
    }

    private static boolean exists(String text) {
        try {
            return !text.isEmpty() && Files.isRegularFile(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "File " + Quoted.of(text) + " is not a valid path: " + Quoted.printable(e.getReason()) + ".",
                    "Write FILE or FILE:NAME.",
                    e);
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT, "An array reference names no file.", "Write FILE or FILE:NAME.");
    }
}
