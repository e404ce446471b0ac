package io.ntk.cli.file;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Printable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** A pattern of file names such as {@code runs/*.npz} that reached a verb as it was written, because it stood in quotes. */
public final class QuotedGlob {
    private static final Pattern SIGNS = Pattern.compile("[*?\\[{]");
    private static final int MOST = 10_000;
    /** The length of {@code C:}. */
    private static final int DRIVE = 2;

    private QuotedGlob() {}

    /**
     * Finds the files.
     *
     * @param text what a user wrote for one file or several
     * @return the files in the order of their names; the text itself unless it is such a pattern
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if no file matches, {@link ErrorId#INVALID_ARGUMENT} if more than 10 000 do
     */
    public static List<String> files(String text) {
        // What follows a colon names an array, which may hold such signs, or is an address.
        int colon = text.indexOf(':', DRIVE);
        String file = colon < 0 ? text : text.substring(0, colon);
        if (!SIGNS.matcher(file).find() || exists(text) || exists(file)) {
            return List.of(text);
        }
        List<String> found = matches(text);
        if (found.isEmpty() && colon >= 0) {
            String array = text.substring(colon);
            found = matches(file).stream().map(match -> match + array).toList();
        }
        if (found.isEmpty()) {
            throw new NtkException(
                    ErrorId.FILE_NOT_FOUND,
                    "No file matches '" + Printable.of(text) + "'.",
                    "Check its folder, and which of *, ? and [ are meant as they stand.");
        }
        return found;
    }

    /**
     * Finds the file.
     *
     * @param text what a user wrote for one file
     * @return the only file that matches; the text itself unless it is such a pattern
     * @throws NtkException {@link ErrorId#FILE_NOT_FOUND} if none matches, {@link ErrorId#INVALID_ARGUMENT} if several do
     */
    public static String file(String text) {
        List<String> found = files(text);
        if (found.size() > 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    found.size() + " files match '" + Printable.of(text) + "', but one is to be named.",
                    "Name one of them, such as '" + found.get(0) + "'.");
        }
        return found.get(0);
    }

    private static boolean exists(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return true;
        }
    }

    /** Of the last part of a path alone. */
    private static List<String> matches(String text) {
        Path pattern = Path.of(text);
        Path folder = pattern.getParent();
        boolean wantsHidden = isHidden(pattern);
        List<String> found;
        try (Stream<Path> files = Files.list(folder == null ? Path.of("") : folder)) {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.getFileName());
            found = files.filter(file -> matcher.matches(Objects.requireNonNull(file.getFileName())))
                    .filter(file -> wantsHidden || !isHidden(file))
                    .filter(Files::isRegularFile)
                    .limit(MOST + 1L)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException | PatternSyntaxException e) {
            return List.of();
        }
        if (found.size() > MOST) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "More than " + MOST + " files match '" + Printable.of(text) + "'.",
                    "Give a pattern that fewer files match.");
        }
        return found;
    }

    /** As shells have it: a name that begins with a dot is meant only by a pattern that does. */
    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }
}
