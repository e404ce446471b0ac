package io.ntk.io.arrays;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Replaces a file atomically: the content is written to a temporary file in the same folder, which is then moved over
 * the target, so readers see either the old file or the new one. A symbolic link stays, and the file that it leads to is replaced.
 * A device, a pipe, or what the system names in {@code /dev} or {@code /proc} is written to instead.
 */
public final class ReplacedFile {
    private static final int MOST_LINKS = 40;

    private ReplacedFile() {}

    /**
     * Writes a file and replaces any existing one.
     *
     * @param target the file
     * @param content what to write
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path target, Content content) throws IOException {
        Path file = followed(target);
        if (isStream(file)) {
            // Where standard output goes to a file, what it holds already stays.
            try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                content.writeTo(out);
            }
            return;
        }
        Path temporary = temporary(file);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                // Without this, a crash after the move could leave an empty file under the new name.
                channel.force(true);
            }
            move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * Tests before long work whether a file can be written, by making and removing the temporary file.
     *
     * @param target the file
     * @throws IOException if {@link #write} would fail, unless the disk becomes full or permissions change
     */
    public static void requireWritable(Path target) throws IOException {
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "it is a folder");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new AccessDeniedException(target.toString());
        }
        Path file = followed(target);
        if (!isStream(file)) {
            Files.delete(Files.createFile(temporary(file)));
        }
    }

    /** {@return what a path leads to, which need not exist; a link of the system's own, such as {@code /dev/stdout}, is itself} */
    private static Path followed(Path target) throws IOException {
        Path path = target;
        for (int links = 0; Files.isSymbolicLink(path) && !isOfSystem(path); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(target.toString(), null, "its symbolic links lead nowhere");
            }
            path = path.resolveSibling(Files.readSymbolicLink(path));
        }
        return path;
    }

    /** {@return whether a path is written to and never replaced} */
    private static boolean isStream(Path path) throws IOException {
        return Files.exists(path) && !Files.isDirectory(path) && (!Files.isRegularFile(path) || isOfSystem(path));
    }

    /** {@return whether a path is in a folder where the system names devices and open files} {@code /dev/shm} is for files. */
    private static boolean isOfSystem(Path path) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return false;
        }
        Path real = folder.toRealPath();
        return real.startsWith("/proc") || (real.startsWith("/dev") && !real.startsWith("/dev/shm"));
    }

    /** {@return a name in the same folder} Files.createTempFile would make the result readable by its owner only. */
    private static Path temporary(Path target) {
        return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The content of a file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content.
         *
         * @param out the destination; the caller closes it
         * @throws IOException if it cannot be written
         */
        void writeTo(OutputStream out) throws IOException;
    }
}
