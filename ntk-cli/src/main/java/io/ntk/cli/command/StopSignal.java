package io.ntk.cli.command;

import io.ntk.api.spi.UnfinishedWork;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C and SIGTERM end a long verb between two of its steps. The process waits for the verb to {@link #close} this, but
 * not for ever: what it does not finish is as if it had been killed.
 */
final class StopSignal implements AutoCloseable {
    private static final long MOST_SECONDS = 20;

    private final UnfinishedWork work = UnfinishedWork.begin();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread hook;

    private StopSignal() {
        this.hook = new Thread(this::stop, "ntk-stop");
    }

    /** {@return a signal, listened for until it is closed} */
    static StopSignal listen() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** {@return whether the process was told to end} */
    boolean requested() {
        return told.getCount() == 0;
    }

    /**
     * Waits.
     *
     * @param time at most how long
     * @return whether the process was told to end
     */
    boolean requestedWithin(Duration time) {
        try {
            return told.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void stop() {
        told.countDown();
        try {
            boolean inTime = ended.await(MOST_SECONDS, TimeUnit.SECONDS);
            if (!inTime) {
                System.err.println("ntk: not waiting longer for the step that is being made.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that nothing is left to finish. */
    @Override
    public void close() {
        ended.countDown();
        work.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
            told.countDown();
        }
    }
}
