package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ExitGateTest {
    private final ExitGate gate = new ExitGate();
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);
    private final AtomicBoolean cameBack = new AtomicBoolean();

    private Thread visitor() {
        Thread thread = new Thread(() -> {
            ExitGate.Visitor visitor = gate.visitor();
            visitor.enter();
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            visitor.leave();
            visitor.enter();
            cameBack.set(true);
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void waitsForThoseInsideAndLetsNobodyInAgain() throws Exception {
        Thread visitor = visitor();
        inside.await();
        Thread closing = new Thread(() -> gate.close(Duration.ofSeconds(15)));
        closing.start();
        closing.join(100);
        assertThat(closing.isAlive()).as("waits").isTrue();

        leave.countDown();
        closing.join();
        visitor.interrupt();
        visitor.join(200);
        assertThat(visitor.isAlive()).as("waits for the end").isTrue();
        assertThat(cameBack).isFalse();
    }

    @Test
    void doesNotWaitForEver() throws Exception {
        visitor();
        inside.await();
        long start = System.nanoTime();
        gate.close(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(50), Duration.ofSeconds(5));
    }

    @Test
    void isOpenUntilThenAndClosesAtOnceWhereNobodyIs() {
        ExitGate.Visitor visitor = gate.visitor();
        for (int i = 0; i < 3; i++) {
            visitor.enter();
            visitor.leave();
        }
        long start = System.nanoTime();
        gate.close(Duration.ofSeconds(15));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
}
