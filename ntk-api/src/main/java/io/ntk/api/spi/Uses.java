package io.ntk.api.spi;

/**
 * Who is using something that any thread may close: it is freed when the last use that had begun before has ended, so that no thread
 * works with memory that another has freed, and none waits for another to close.
 */
public final class Uses {
    private final Runnable free;
    private int running;
    private boolean closed;

    /**
     * Nobody so far.
     *
     * @param free frees what is used; called once
     */
    public Uses(Runnable free) {
        this.free = free;
    }

    /** {@return whether a use has begun, which the caller must end; not if it was closed before} */
    public synchronized boolean begin() {
        if (closed) {
            return false;
        }
        running++;
        return true;
    }

    /** Ends a use that had begun, and frees if it was the last and all is closed. */
    public void end() {
        synchronized (this) {
            running--;
            if (running > 0 || !closed) {
                return;
            }
        }
        free.run();
    }

    /** {@return whether it was closed} */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** Lets no further use begin, and frees unless it is used, in which case the last use does. Closing twice does nothing. */
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (running > 0) {
                return;
            }
        }
        free.run();
    }
}
