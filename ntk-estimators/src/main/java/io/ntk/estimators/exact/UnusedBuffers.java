package io.ntk.estimators.exact;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * The direct buffers of the process that nobody holds any more. Java frees them only when it collects garbage, which it does not do for
 * their sake before it may allocate no more.
 */
final class UnusedBuffers {
    /** Collecting takes longer than many computations, so it waits for as much as does not show beside what Java takes. */
    private static final long LEAST_BYTES = 16L << 20;

    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(200);

    /** What the last collection left, which the process holds, whoever in it does. */
    private static long held;

    private UnusedBuffers() {}

    /** {@return the bytes of all direct buffers of the process that have not been collected} */
    static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /**
     * Collects garbage where the process has allocated direct buffers since the last time that take more than a limit.
     *
     * @param limit the limit in bytes
     */
    static synchronized void collectBeyond(long limit) {
        long bytes = directBytes();
        held = Math.min(held, bytes);
        if (bytes - held > Math.max(limit, LEAST_BYTES)) {
            System.gc();
            held = onceFreed();
        }
    }

    /** {@return the bytes when they no longer fall: a thread of Java's frees buffers soon after they were collected} */
    private static long onceFreed() {
        long start = System.nanoTime();
        long bytes = directBytes();
        while (System.nanoTime() - start < LONGEST_WAIT) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return bytes;
            }
            long now = directBytes();
            if (now == bytes) {
                return bytes;
            }
            bytes = now;
        }
        return bytes;
    }
}
