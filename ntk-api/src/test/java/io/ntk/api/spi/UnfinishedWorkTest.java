package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UnfinishedWorkTest {
    private static Duration waited(Duration most) {
        long start = System.nanoTime();
        UnfinishedWork.await(most);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void isWaitedForUntilAllOfItIsFinished() {
        UnfinishedWork first = UnfinishedWork.begin();
        UnfinishedWork second = UnfinishedWork.begin();
        first.close();
        first.close();
        assertThat(waited(Duration.ofMillis(40))).isGreaterThanOrEqualTo(Duration.ofMillis(40));

        second.close();
        assertThat(waited(Duration.ofSeconds(15))).isLessThan(Duration.ofSeconds(5));
    }
}
