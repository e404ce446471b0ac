package io.ntk.io.arrays;

import java.util.List;

/** Which names an array may have inside an archive. */
final class ArchiveName {
    private static final int LONGEST = 1024;

    private ArchiveName() {}

    /**
     * Whether a name could not hurt a program that unpacks the archive to files. We never do, but others will, and NumPy
     * writes no such names by itself.
     */
    static boolean isSafe(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST
                && !name.startsWith("/")
                && !name.contains("\\")
                && !List.of(name.split("/", -1)).contains("..")
                && name.chars().noneMatch(Character::isISOControl);
    }
}
