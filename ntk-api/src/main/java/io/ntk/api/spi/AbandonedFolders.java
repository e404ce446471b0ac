package io.ntk.api.spi;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/** Temporary folders that killed processes of this user left. */
final class AbandonedFolders {
    private static final Set<PosixFilePermission> OF_OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private AbandonedFolders() {}

    /**
     * Removes those of a folder.
     *
     * @param parent where they are
     * @param prefix how their names begin
     * @param own a folder that this process made, whose owner is the user
     * @param isInUse tells those of this process, which are left alone
     */
    static void removeFrom(Path parent, String prefix, Path own, Predicate<Path> isInUse) {
        try (DirectoryStream<Path> others = Files.newDirectoryStream(parent, prefix + "*")) {
            UserPrincipal user = Files.getOwner(own);
            for (Path other : others) {
                if (isOnlyFor(user, other) && !isInUse.test(other)) {
                    removeUnlocked(other);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // What cannot be listed stays.
        }
    }

    /** In a folder that others may enter, they could have put the lock, and could swap a folder for a link while it is emptied. */
    private static boolean isOnlyFor(UserPrincipal user, Path folder) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            PosixFileAttributeView posix =
                    Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            boolean isPrivate =
                    posix == null || OF_OWNER.containsAll(posix.readAttributes().permissions());
            return isPrivate
                    && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user);
        } catch (IOException e) {
            return false;
        }
    }

    /** The lock is held to the end, so that one process removes a folder. */
    private static void removeUnlocked(Path folder) {
        try (FileChannel lock = FileChannel.open(
                folder.resolve(TemporaryFolder.LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (lock.tryLock() != null) {
                TemporaryFolder.removeAll(folder);
            }
        } catch (IOException | OverlappingFileLockException e) {
            // Its owner has not locked it yet, or it is in use.
        }
    }
}
