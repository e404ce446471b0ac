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
 * the target, so readers see either the old file or the new one. A device or a pipe is written to instead.
 */
public final class ReplacedFile {
    private ReplacedFile() {}

    /**
     * Writes a file and replaces any existing one.
     *
     * @param target the file
     * @param content what to write
     * @throws IOException if it cannot be written; an existing file is then unchanged
     */
    public static void write(Path target, Content content) throws IOException {
        if (isStream(target)) {
            try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                content.writeTo(out);
            }
            return;
        }
        Path temporary = temporary(target);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                // Without this, a crash after the move could leave an empty file under the new name.
                channel.force(true);
            }
            move(temporary, target);
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
        if (!isStream(target)) {
            Files.delete(Files.createFile(temporary(target)));
        }
    }

    /** {@return whether a path is a device or a pipe, which is written to and never replaced} */
    private static boolean isStream(Path target) {
        return Files.exists(target) && !Files.isRegularFile(target) && !Files.isDirectory(target);
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
