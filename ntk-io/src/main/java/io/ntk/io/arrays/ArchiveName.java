package io.ntk.io.arrays;

import java.util.List;

/** Checks the names of arrays inside an archive. */
final class ArchiveName {
    private static final int LONGEST = 1024;

    private ArchiveName() {}

    /**
     * {@return whether a name is harmless to a program that unpacks the archive to files} ntk never unpacks archives,
     * but other programs do, and NumPy itself never writes an unsafe name.
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
