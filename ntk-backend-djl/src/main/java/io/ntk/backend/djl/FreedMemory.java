package io.ntk.backend.djl;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import org.jspecify.annotations.Nullable;

/**
 * What PyTorch has freed and the C library keeps for reuse: glibc holds up to 64 MiB for each thread, once blocks of 32 MiB were
 * freed. Other libraries of C are left alone.
 */
final class FreedMemory {
    /** Products that took less leave little, and giving it back would take longer than they did. */
    private static final long LEAST_BYTES = 4 << 20;

    /** What stays of freed memory is little of a larger limit, and to have it cleared by the system again takes time. */
    private static final long LARGE_LIMIT = 1 << 30;

    /** Smaller blocks are kept whatever the limit: there are many of them, and each takes little. */
    private static final int KEPT_BLOCK = 1 << 20;

    /** The most that glibc keeps, and comes to keep by itself once such a block was freed. */
    private static final int LARGEST_KEPT_BLOCK = 32 << 20;

    /** The parameter of {@code mallopt} for the size from which a block is mapped on its own, and unmapped when it is freed. */
    private static final int M_MMAP_THRESHOLD = -3;

    /** The parameter for how many free bytes at the end of the heap stay; by itself twice the other. */
    private static final int M_TRIM_THRESHOLD = -1;

    private static final @Nullable Function TRIM = find("malloc_trim");

    private static final @Nullable Function OPTION = TRIM == null ? null : find("mallopt");

    private FreedMemory() {}

    private static @Nullable Function find(String function) {
        try {
            return NativeLibrary.getInstance("c").getFunction(function);
        } catch (LinkageError e) {
            return null;
        }
    }

    /**
     * Says which blocks go back to the system as soon as they are freed, from now on and in the whole process: under a small limit,
     * which kept ones would exceed, all but small blocks; else only the largest. Of several backends the last one says.
     */
    static void keepWithin(long limit) {
        if (OPTION != null) {
            int kept = limit < LARGE_LIMIT ? KEPT_BLOCK : LARGEST_KEPT_BLOCK;
            OPTION.invokeInt(new Object[] {M_MMAP_THRESHOLD, kept});
            OPTION.invokeInt(new Object[] {M_TRIM_THRESHOLD, 2 * kept});
        }
    }

    /** Gives it back to the system after work that took that many bytes of a limit, all freed by now. */
    static void giveBack(long bytes, long limit) {
        if (TRIM != null && bytes >= LEAST_BYTES && limit < LARGE_LIMIT) {
            // How many bytes may stay at the end of the heap.
            TRIM.invokeInt(new Object[] {0L});
        }
    }
}
