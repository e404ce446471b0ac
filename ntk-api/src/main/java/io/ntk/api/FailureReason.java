package io.ntk.api;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Why a file cannot be read or written, in the system's words and not by the name of one of Java's exceptions. */
public final class FailureReason {
    private FailureReason() {}

    /**
     * {@return the reason, printable and without a full stop, such as {@code permission denied} or {@code No space left on
     * device}; nothing if none is known}
     *
     * @param failure what was thrown, or an exception around it
     */
    public static Optional<String> of(Exception failure) {
        Throwable cause = failure.getCause() instanceof IOException inner ? inner : failure;
        // Java's own messages of these are only the file's name.
        if (cause instanceof AccessDeniedException) {
            return Optional.of("permission denied");
        }
        if (cause instanceof FileAlreadyExistsException) {
            return Optional.of("a file of that name stands where a folder is needed");
        }
        if (cause instanceof NoSuchFileException missing) {
            Path folder = Path.of(missing.getFile()).toAbsolutePath().getParent();
            return Optional.of(
                    folder == null || Files.isDirectory(folder)
                            ? "there is no such file or folder"
                            : "its folder does not exist");
        }
        if (cause instanceof FileSystemException known) {
            return Optional.ofNullable(known.getReason()).map(Printable::of);
        }
        return Optional.ofNullable(cause.getMessage()).map(Printable::of);
    }

    /**
     * {@return the reason after a blank and between parentheses, or nothing}
     *
     * @param failure what was thrown, or an exception around it
     */
    public static String inParentheses(Exception failure) {
        return of(failure).map(reason -> " (" + reason + ")").orElse("");
    }
}
