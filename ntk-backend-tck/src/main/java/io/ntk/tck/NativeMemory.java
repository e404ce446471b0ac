package io.ntk.tck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The resident memory of this process outside the Java heap, counted mapping by mapping as Linux lists them. Resident memory
 * as a whole would not do: the heap grows and shrinks by more than a leak that is worth finding.
 */
final class NativeMemory {
    private static final int BATCHES = 5;
    private static final Path MAPPINGS = Path.of("/proc/self/smaps");
    private static final Pattern HEAP_RANGE = Pattern.compile("\\[0x([0-9a-f]+),[^\\[]*0x([0-9a-f]+)\\)");
    private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) .*");
    private static final Pattern ANONYMOUS = Pattern.compile("Anonymous: +([0-9]+) kB");

    /** Where the heap's reserved address ranges begin and end. */
    private final long heapFrom;

    private final long heapTo;

    private NativeMemory(long heapFrom, long heapTo) {
        this.heapFrom = heapFrom;
        this.heapTo = heapTo;
    }

    /** {@return the measurement, if this system and this JVM tell what it needs} */
    static Optional<NativeMemory> measurement() {
        if (!Files.isReadable(MAPPINGS)) {
            return Optional.empty();
        }
        long from = Long.MAX_VALUE;
        long to = 0;
        Matcher range = HEAP_RANGE.matcher(heapInfo());
        while (range.find()) {
            from = Math.min(from, Long.parseUnsignedLong(range.group(1), 16));
            to = Math.max(to, Long.parseUnsignedLong(range.group(2), 16));
        }
        return to == 0 ? Optional.empty() : Optional.of(new NativeMemory(from, to));
    }

    /**
     * What rounds of work leave behind: the median over batches of rounds, scaled to all of them. A leak grows in every
     * batch; what the JVM itself takes, for the compiler or a larger heap, comes and goes in a few.
     *
     * @param warmUp rounds before the measurement, in which code is compiled and pools fill
     * @param rounds rounds measured, a multiple of {@value #BATCHES}
     * @param round the work
     * @return how much resident memory outside the heap has grown over the measured rounds, in bytes
     */
    long growth(int warmUp, int rounds, Runnable round) {
        for (int i = 0; i < warmUp; i++) {
            round.run();
        }
        long[] growths = new long[BATCHES];
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = bytes();
            for (int i = 0; i < rounds / BATCHES; i++) {
                round.run();
            }
            growths[batch] = bytes() - before;
        }
        Arrays.sort(growths);
        return BATCHES * growths[BATCHES / 2];
    }

    private long bytes() {
        long kibibytes = 0;
        boolean inHeap = false;
        try {
            for (String line : Files.readAllLines(MAPPINGS)) {
                Matcher mapping = MAPPING.matcher(line);
                Matcher anonymous = ANONYMOUS.matcher(line);
                if (mapping.matches()) {
                    long start = Long.parseUnsignedLong(mapping.group(1), 16);
                    inHeap = start >= heapFrom && start < heapTo;
                } else if (anonymous.matches() && !inHeap) {
                    kibibytes += Long.parseLong(anonymous.group(1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 1024 * kibibytes;
    }

    /** {@return what HotSpot says of its heap, among it the addresses; empty on another JVM} */
    private static String heapInfo() {
        try {
            Object info = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcHeapInfo",
                            new Object[0],
                            new String[0]);
            return String.valueOf(info);
        } catch (JMException e) {
            return "";
        }
    }
}
