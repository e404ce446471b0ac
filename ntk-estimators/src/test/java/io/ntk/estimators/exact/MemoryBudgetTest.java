package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int MEBIBYTE = 1 << 20;

    @Test
    void buffersThatNobodyHoldsAreCollectedWhereTheyTakeMoreThanTheLimit() throws InterruptedException {
        int left = 64 * MEBIBYTE;
        long before = MemoryBudget.directBytes();
        leave(left);
        assertThat(MemoryBudget.directBytes()).isGreaterThanOrEqualTo(left);

        new MemoryBudget(MEBIBYTE).collectUnused();

        // A thread of Java's frees them soon after they were collected.
        for (int i = 0; i < 3000 && MemoryBudget.directBytes() > before; i++) {
            Thread.sleep(10);
        }
        assertThat(MemoryBudget.directBytes()).isLessThanOrEqualTo(before);
    }

    private static void leave(int bytes) {
        assertThat(ByteBuffer.allocateDirect(bytes).capacity()).isEqualTo(bytes);
    }
}
