package io.ntk.api.spi;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * The virtual memory that this process may still map, where Linux limits it ({@code ulimit -v}, as batch systems set it for each job).
 * Native libraries map more than they use, and some end the process when they are refused.
 */
public final class AddressSpace {
    /**
     * What OpenBLAS maps for every product that runs at a time, and keeps; refused, it calls {@code exit(1)}. It is the
     * {@code BUFFER_SIZE} of its {@code common_x86_64.h}, the largest of the processors for which ntk has natives.
     */
    public static final long OPENBLAS_BUFFER = 128L << 20;

    private static final AddressSpace OF_PROCESS = new AddressSpace(Path.of("/proc/self"));

    private final Path process;
    private final OptionalLong limit;

    /** Reads the limit of a process, given by its folder. */
    AddressSpace(Path process) {
        this.process = process;
        this.limit = limit(process);
    }

    /** {@return that of this process} */
    public static AddressSpace ofProcess() {
        return OF_PROCESS;
    }

    /**
     * Refuses what could not be mapped. Without a limit this costs nothing.
     *
     * @param what who needs it, which begins the message
     * @param bytes how much
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if it is more than is left below the limit
     */
    public void require(String what, long bytes) {
        if (limit.isEmpty()) {
            return;
        }
        long left = Math.max(0, limit.getAsLong() - mapped());
        if (bytes > left) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%s needs %d MiB of address space, of which %d of the %d MiB that this process may map are left.",
                            what,
                            mebibytes(bytes),
                            mebibytes(left),
                            mebibytes(limit.getAsLong())),
                    remedy());
        }
    }

    /**
     * {@return whether a library did not load because there was no room to map it}
     *
     * @param message what the loader said
     */
    public static boolean isWhy(String message) {
        String said = message.toLowerCase(Locale.ROOT);
        return said.contains("failed to map segment") || said.contains("cannot allocate memory");
    }

    /** {@return what to do where there is too little of it} */
    public static String remedy() {
        return "Raise the limit ('ulimit -v' shows it; batch systems set it by the memory that a job asks for), use fewer --threads, or"
                + " let Java reserve less, such as with NTK_JAVA_OPTS='-Xmx1g -XX:CompressedClassSpaceSize=64m'.";
    }

    private static long mebibytes(long bytes) {
        return bytes >> 20;
    }

    private static OptionalLong limit(Path process) {
        return lines(process.resolve("limits")).stream()
                .filter(line -> line.startsWith("Max address space"))
                .map(line ->
                        line.substring("Max address space".length()).strip().split("\\s+", 2)[0])
                .filter(soft -> soft.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private long mapped() {
        return lines(process.resolve("status")).stream()
                        .filter(line -> line.startsWith("VmSize:"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElse(0)
                << 10;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Another system, which says nothing of such a limit.
            return List.of();
        }
    }
}
