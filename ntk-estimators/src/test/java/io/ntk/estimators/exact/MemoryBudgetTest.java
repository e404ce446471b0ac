package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void buffersThatNobodyHoldsAreCollectedWhereTheyTakeMoreThanTheLimit() throws InterruptedException {
        int left = 64 * MEBIBYTE;
        long before = directBytes();
        leave(left);
        assertThat(directBytes()).isGreaterThanOrEqualTo(left);

        new MemoryBudget(MEBIBYTE).collectUnused();

        // A thread of Java's frees them soon after they were collected.
        for (int i = 0; i < 3000 && directBytes() > before; i++) {
            Thread.sleep(10);
        }
        assertThat(directBytes()).isLessThanOrEqualTo(before);
    }

    private static void leave(int bytes) {
        assertThat(ByteBuffer.allocateDirect(bytes).capacity()).isEqualTo(bytes);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
