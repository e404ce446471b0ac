package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a library unpacks native code, from where it then loads it. Left to themselves, libraries take predictable names in
 * shared folders where the user's home cannot be written to, and whoever made such a folder first decides what code is run.
 */
public final class NativeCache {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private NativeCache() {}

    /**
     * Sets properties to a folder that only the user of this process may read or write, before the library reads them: one below
     * {@code .cache/ntk} in the user's home, or where that cannot be a temporary one, which goes with the process. A folder from which
     * the system runs no code, as of a file system mounted {@code noexec}, is neither. Properties of which one is set already, or is an
     * environment variable, stay as the user wants them.
     *
     * @param library the folder's name
     * @param properties those by which the library is told
     * @throws NtkException {@link ErrorId#FILE_UNWRITABLE} if no such folder can be made, {@link ErrorId#BACKEND_UNAVAILABLE} if code
     *     runs from none of them
     */
    public static synchronized void use(String library, String... properties) {
        boolean isChosen = Arrays.stream(properties)
                .anyMatch(name -> System.getProperty(name) != null || System.getenv(name) != null);
        if (!isChosen) {
            String folder = folder(Path.of(System.getProperty("user.home", "")), library)
                    .toString();
            for (String name : properties) {
                System.setProperty(name, folder);
            }
        }
    }

    /** {@return the folder of a user's home, or a temporary one if the home, such as {@code ?} for want of an account, has none} */
    static Path folder(Path home, String library) {
        return folder(home, library, NativeCache::runsCode);
    }

    /** The same, where {@code runsCode} says whether code may be loaded from a folder. */
    static Path folder(Path home, String library, Predicate<Path> runsCode) {
        if (home.isAbsolute() && Files.isDirectory(home)) {
            try {
                Path shared = Files.createDirectories(home.resolve(".cache"));
                Path cache = shared.resolve("ntk");
                Path folder = cache.resolve(library);
                boolean hasOwners = Files.getFileStore(home).supportsFileAttributeView("posix");
                if (!hasOwners) {
                    return Files.createDirectories(folder);
                }
                UserPrincipal user = user(shared);
                if (isKept(home.toRealPath(), user)
                        && isKept(shared, user)
                        && isPrivate(cache, user)
                        && isPrivate(folder, user)
                        && runsCode.test(folder)) {
                    return folder;
                }
            } catch (IOException | UnsupportedOperationException e) {
                // The home cannot be written to.
            }
        }
        TemporaryFolder temporary = TemporaryFolder.in(TemporaryFolder.ofSystem(), "ntk-" + library + "-");
        if (!runsCode.test(temporary.path())) {
            temporary.close();
            throw new NtkException(
                    ErrorId.BACKEND_UNAVAILABLE,
                    "No native code may run from the folder for temporary files, '" + TemporaryFolder.ofSystem()
                            + "', whose file system may be mounted noexec, and the home has no folder for it either.",
                    "Name a folder from which programs may run by -Djava.io.tmpdir=FOLDER, in NTK_JAVA_OPTS.");
        }
        return temporary.path();
    }

    /** {@return whether the system lets its owner run a file of a folder} A program is no different from a library to it. */
    private static boolean runsCode(Path folder) {
        try {
            Path program = Files.createTempFile(folder, "program", "", PosixFilePermissions.asFileAttribute(OWNER));
            try {
                return Files.isExecutable(program);
            } finally {
                Files.delete(program);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // Whether files can be made, or have permissions, is for others to say.
            return true;
        }
    }

    /** {@return the owner of what this process makes in a folder} Java does not say who the user is. */
    private static UserPrincipal user(Path folder) throws IOException {
        Path own = Files.createTempFile(folder, "owner", "");
        try {
            return Files.getOwner(own);
        } finally {
            Files.delete(own);
        }
    }

    /**
     * {@return whether a folder is the user's and no link, and only its group could put another in place of what is in it} Many
     * systems give each user a group of their own.
     */
    private static boolean isKept(Path folder, UserPrincipal user) throws IOException {
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.owner().equals(user) && !found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    /** {@return whether a folder, which is made if there is none, belongs to the user and could be written to by no other} */
    private static boolean isPrivate(Path folder, UserPrincipal user) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER));
        }
        PosixFileAttributes found = Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.owner().equals(user)
                || !found.isDirectory()
                || found.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            return false;
        }
        Files.setPosixFilePermissions(folder, OWNER);
        return true;
    }
}
