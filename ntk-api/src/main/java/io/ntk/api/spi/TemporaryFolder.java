package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for one process that only its user may read or write. It is removed when it is closed or the process ends; that of a
 * killed process, whose lock is free, is removed when the next one is made beside it.
 */
public final class TemporaryFolder implements AutoCloseable {
    /** No library calls its own lock so. */
    private static final String LOCK = ".ntk-in-use";

    private static final String REMEDY =
            "Name another folder for temporary files by -Djava.io.tmpdir=FOLDER, in NTK_JAVA_OPTS.";

    private final Path path;
    private final FileChannel lock;
    private final Thread atExit = new Thread(this::remove, "ntk-temporary-folder");

    private TemporaryFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** {@return the folder of the system for temporary files} */
    public static Path ofSystem() {
        return Path.of(System.getProperty("java.io.tmpdir", "."));
    }

    /**
     * Makes a folder, after removing those that killed processes of this user left.
     *
     * @param parent where to make it
     * @param prefix how its name begins, which says what it is for
     * @return the folder
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be made
     */
    public static TemporaryFolder in(Path parent, String prefix) {
        try {
            removeAbandoned(parent, prefix);
            while (true) {
                // Readable and writable by its owner alone.
                Path path = Files.createTempDirectory(parent, prefix);
                FileChannel lock =
                        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (lock.tryLock() != null && Files.exists(path.resolve(LOCK))) {
                    TemporaryFolder folder = new TemporaryFolder(path, lock);
                    Runtime.getRuntime().addShutdownHook(folder.atExit);
                    return folder;
                }
                // Another process took it for abandoned before it was locked.
                lock.close();
            }
        } catch (IOException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "No temporary folder can be made in '" + parent + "'" + FailureReason.inParentheses(e) + ".",
                    REMEDY,
                    e);
        }
    }

    private static void removeAbandoned(Path parent, String prefix) throws IOException {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path other : others) {
                if (isAbandoned(other)) {
                    removeAll(other);
                }
            }
        }
    }

    /** Those of other users cannot be opened. */
    private static boolean isAbandoned(Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return lock.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false;
        }
    }

    private static void removeAll(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // What other threads still write is left for the next process to remove.
        }
    }

    private void remove() {
        removeAll(path);
    }

    /** {@return the folder} */
    public Path path() {
        return path;
    }

    /** Removes the folder. Closing twice is harmless. */
    @Override
    public void close() {
        try {
            remove();
            lock.close();
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
