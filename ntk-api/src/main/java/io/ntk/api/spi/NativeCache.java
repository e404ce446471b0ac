package io.ntk.api.spi;

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
     * {@code .cache/ntk} in the user's home, or where that cannot be a temporary one, which goes with the process. Properties
     * of which one is set already, or is an environment variable, stay as the user wants them.
     *
     * @param library the folder's name
     * @param properties those by which the library is told
     * @throws io.ntk.api.NtkException {@code FILE_UNWRITABLE} if no such folder can be made
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
                        && isPrivate(folder, user)) {
                    return folder;
                }
            } catch (IOException | UnsupportedOperationException e) {
                // The home cannot be written to.
            }
        }
        return TemporaryFolder.in(TemporaryFolder.ofSystem(), "ntk-" + library + "-")
                .path();
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
