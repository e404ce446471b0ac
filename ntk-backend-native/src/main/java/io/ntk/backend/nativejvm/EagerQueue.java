package io.ntk.backend.nativejvm;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A queue whose takers look for the next task in a loop for a while before they sleep. */
final class EagerQueue extends LinkedBlockingQueue<Runnable> {
    private static final long serialVersionUID = 1;

    /** Nanoseconds; most gaps between the tasks of an estimate are shorter. */
    private static final long PATIENCE = 100_000;

    /** Waits for something that is about to happen, but not for long. */
    static void lookFor(BooleanSupplier event) {
        long start = System.nanoTime();
        while (!event.getAsBoolean() && System.nanoTime() - start < PATIENCE) {
            Thread.onSpinWait();
        }
    }

    @Override
    public @Nullable Runnable poll(long timeout, TimeUnit unit) throws InterruptedException {
        lookFor(() -> !isEmpty());
        return super.poll(timeout, unit);
    }
}
