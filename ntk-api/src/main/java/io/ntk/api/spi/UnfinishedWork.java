package io.ntk.api.spi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work that is finished even after the process was told to end, such as a training step and its checkpoint. Java runs what is to
 * happen at the end of a process all at once; what stops engines waits for such work first.
 */
public final class UnfinishedWork implements AutoCloseable {
    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final long POLL_MILLIS = 5;

    private boolean finished;

    private UnfinishedWork() {
        BEGUN.incrementAndGet();
    }

    /** {@return work that has begun; to be closed when it is finished} */
    public static UnfinishedWork begin() {
        return new UnfinishedWork();
    }

    /**
     * Waits until all work that has begun is finished, or the time is over, or the thread is interrupted.
     *
     * @param most the time
     */
    public static void await(Duration most) {
        long start = System.nanoTime();
        try {
            while (BEGUN.get() > 0 && System.nanoTime() - start < most.toNanos()) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that it is finished. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (!finished) {
            finished = true;
            BEGUN.decrementAndGet();
        }
    }
}
