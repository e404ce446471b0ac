package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class UnusedBuffersTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void buffersThatNobodyHoldsAreCollectedWhereTheyTakeMoreThanTheLimit() throws InterruptedException {
        UnusedBuffers.collectBeyond(0);
        long before = UnusedBuffers.directBytes();
        for (int i = 0; i < 5; i++) {
            allocate(64);

            UnusedBuffers.collectBeyond(MEBIBYTE);

            // A busy machine may free them later.
            for (int waited = 0; waited < 3000 && UnusedBuffers.directBytes() > before; waited++) {
                Thread.sleep(10);
            }
            assertThat(UnusedBuffers.directBytes()).isLessThanOrEqualTo(before);
        }
    }

    /** Those of other tasks and of libraries among them: nothing would come of collecting, and it would take the time of many tasks. */
    @Test
    void buffersThatAreHeldAreCollectedForOnce() {
        ByteBuffer held = allocate(64);
        UnusedBuffers.collectBeyond(MEBIBYTE);
        long collections = collections();
        for (int i = 0; i < 100; i++) {
            allocate(1).put(0, held.get(i));
            if (i % 10 == 0) {
                UnusedBuffers.collectBeyond(MEBIBYTE);
            }
        }
        assertThat(collections() - collections).isLessThan(10);
    }

    private static ByteBuffer allocate(int mebibytes) {
        return ByteBuffer.allocateDirect(mebibytes * MEBIBYTE);
    }

    private static long collections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
    }
}
