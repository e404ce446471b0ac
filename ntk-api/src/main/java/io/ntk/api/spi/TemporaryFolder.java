package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.FailureReason;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder for one process that only its user may read or write. It is removed when it is closed or the process ends; that of a
 * killed process, whose lock is free, is removed when the next one is made beside it.
 */
public final class TemporaryFolder implements AutoCloseable {
    /** No library calls its own lock so. */
    static final String LOCK = ".ntk-in-use";

    private static final String REMEDY =
            "Name another folder for temporary files by -Djava.io.tmpdir=FOLDER, in NTK_JAVA_OPTS.";

    /**
     * The real paths of the folders of this process. Their locks are not to be opened again: in POSIX, a process loses all its
     * locks on a file when it closes any channel of it.
     */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final Path real;
    private final FileChannel lock;
    private final Thread atExit = new Thread(this::remove, "ntk-temporary-folder");

    private TemporaryFolder(Path path, Path real, FileChannel lock) {
        this.path = path;
        this.real = real;
        this.lock = lock;
    }

    /** {@return the folder of the system for temporary files} */
    public static Path ofSystem() {
        return Path.of(System.getProperty("java.io.tmpdir", "."));
    }

    /**
     * Makes a folder, and removes those that killed processes of this user left beside it.
     *
     * @param parent where to make it
     * @param prefix how its name begins, which says what it is for
     * @return the folder
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if it cannot be made
     */
    // One at a time: another thread could look at a folder before it is among those in use, and open its lock after.
    public static synchronized TemporaryFolder in(Path parent, String prefix) {
        TemporaryFolder folder;
        try {
            // Readable and writable by its owner alone.
            folder = locked(Files.createTempDirectory(parent, prefix));
        } catch (IOException | OverlappingFileLockException e) {
            throw new NtkException(
                    ErrorId.FILE_UNWRITABLE,
                    "No temporary folder can be made in '" + parent + "'" + FailureReason.inParentheses(e) + ".",
                    REMEDY,
                    e);
        }
        Runtime.getRuntime().addShutdownHook(folder.atExit);
        AbandonedFolders.removeFrom(parent, prefix, folder.path, TemporaryFolder::isInUse);
        return folder;
    }

    private static TemporaryFolder locked(Path path) throws IOException {
        try {
            Path real = path.toRealPath();
            TemporaryFolder folder = new TemporaryFolder(path, real, lock(real));
            IN_USE.add(real);
            return folder;
        } catch (IOException | OverlappingFileLockException e) {
            removeAll(path);
            throw e;
        }
    }

    /** A lock has the name by which other processes look for it only once it is held, so none takes its folder for abandoned. */
    private static FileChannel lock(Path folder) throws IOException {
        Path unnamed = folder.resolve(LOCK + ".new");
        FileChannel lock = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                throw new IOException("another process holds its lock");
            }
            Files.move(unnamed, folder.resolve(LOCK));
            return lock;
        } catch (IOException | OverlappingFileLockException e) {
            lock.close();
            throw e;
        }
    }

    private static boolean isInUse(Path folder) {
        try {
            return IN_USE.contains(folder.toRealPath());
        } catch (IOException e) {
            // It is gone, or cannot be told from them.
            return true;
        }
    }

    /** The lock goes last, so that what cannot be removed now is removed when the next folder is made. */
    static void removeAll(Path folder) {
        Path lock = folder.resolve(LOCK);
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.filter(file -> !file.equals(folder) && !file.equals(lock))
                    .sorted(Comparator.reverseOrder())
                    .toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(lock);
            Files.deleteIfExists(folder);
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
            IN_USE.remove(real);
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The process is ending, and the hook runs.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
