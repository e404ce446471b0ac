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

    private static final @Nullable Function TRIM = find();

    private FreedMemory() {}

    private static @Nullable Function find() {
        try {
            return NativeLibrary.getInstance("c").getFunction("malloc_trim");
        } catch (LinkageError e) {
            return null;
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
