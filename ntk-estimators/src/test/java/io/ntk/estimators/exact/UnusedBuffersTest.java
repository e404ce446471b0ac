package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.estimators.linalg.DirectBuffers;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.DoubleBuffer;
import org.junit.jupiter.api.Test;

class UnusedBuffersTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void buffersThatNobodyHoldsAreCollectedWhereTheyTakeMoreThanTheLimit() throws InterruptedException {
        for (int i = 0; i < 5; i++) {
            long before = UnusedBuffers.directBytes();
            leave(64);
            assertThat(UnusedBuffers.directBytes()).isGreaterThanOrEqualTo(64L * MEBIBYTE);

            UnusedBuffers.collectBeyond(MEBIBYTE);

            // A thread of Java's frees them soon after they were collected.
            for (int waited = 0; waited < 3000 && UnusedBuffers.directBytes() > before; waited++) {
                Thread.sleep(10);
            }
            assertThat(UnusedBuffers.directBytes()).isLessThanOrEqualTo(before);
        }
    }

    private static void leave(int mebibytes) {
        assertThat(allocate(mebibytes).capacity()).isPositive();
    }

    /** As other tasks and libraries hold them. */
    @Test
    void buffersThatAreHeldAreCollectedForOnce() {
        DoubleBuffer held = allocate(64);
        UnusedBuffers.collectBeyond(MEBIBYTE);
        long collections = collections();
        for (int i = 0; i < 100; i++) {
            UnusedBuffers.collectBeyond(MEBIBYTE);
        }
        assertThat(held.get(0)).isZero();
        assertThat(collections() - collections).isLessThan(10);
    }

    private static DoubleBuffer allocate(int mebibytes) {
        return DirectBuffers.allocate("exact", (long) mebibytes * MEBIBYTE / Double.BYTES);
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
