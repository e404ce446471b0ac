package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The direct buffers of the process that nobody holds any more. Java frees them only when it collects garbage, which it does not do for
 * their sake before it may allocate no more.
 */
final class UnusedBuffers {
    /** To collect takes longer than a small computation, so what does not show beside what Java takes is left. */
    private static final long LEAST_BYTES = 16L << 20;

    private static long allocatedAtLastCollection;

    private UnusedBuffers() {}

    /** {@return the bytes of all direct buffers of the process that have not been collected} */
    static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /**
     * Collects garbage where all direct buffers of the process take more than a limit, and so do those allocated since the last time. Of
     * others nothing would be freed: other tasks or libraries hold them.
     *
     * @param limit the limit in bytes
     */
    static synchronized void collectBeyond(long limit) {
        long allocated = DirectBuffers.allocatedBytes();
        if (allocated - allocatedAtLastCollection > Math.max(limit, LEAST_BYTES) && directBytes() > limit) {
            System.gc();
            allocatedAtLastCollection = allocated;
        }
    }
}
