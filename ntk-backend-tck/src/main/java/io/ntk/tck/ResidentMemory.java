package io.ntk.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process outside the Java heap, as Linux counts it. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ANONYMOUS = "RssAnon:";
    private static final int MEBIBYTE = 1 << 20;

    private ResidentMemory() {}

    static boolean isMeasurable() {
        return Files.isReadable(STATUS) && line().startsWith(ANONYMOUS);
    }

    /** Makes the heap resident, so that its pages do not count as growth when they are first used. */
    static void touchHeap() {
        long bytes =
                2 * ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        long written = 0;
        for (long done = 0; done < bytes; done += MEBIBYTE) {
            written += new byte[MEBIBYTE].length;
        }
        if (written < bytes) {
            throw new IllegalStateException("The heap was not touched.");
        }
    }

    /** {@return resident anonymous memory without what the heap has committed, in bytes} */
    static long outsideHeap() {
        System.gc();
        long resident = 1024 * Long.parseLong(line().replaceAll("\\D", ""));
        return resident
                - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
    }

    private static String line() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(ANONYMOUS))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
