package io.ntk.backend.nativejvm;

import io.ntk.api.spi.UnfinishedWork;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps threads out of a native library while the process ends: the library then frees what it works with, whoever still uses
 * it. Threads that want to enter meanwhile wait, and end with the process.
 */
final class ExitGate {
    /** As long as the longest work that may be unfinished when a process is told to end. */
    private static final Duration FINISHING = Duration.ofSeconds(20);
    /** Longer than a product takes. */
    private static final Duration LEAVING = Duration.ofSeconds(2);

    private final Queue<Visitor> visitors = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** {@return a gate that closes when the process ends} */
    static ExitGate closingAtExit() {
        ExitGate gate = new ExitGate();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            UnfinishedWork.await(FINISHING);
                            gate.close(LEAVING);
                        },
                        "ntk-native-exit"));
        return gate;
    }

    /** A thread that enters and leaves. */
    final class Visitor {
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean inside = new AtomicBoolean();

        private Visitor() {}

        void enter() {
            inside.set(true);
            if (closed) {
                inside.set(false);
                waitForTheEnd();
            }
        }

        void leave() {
            inside.setRelease(false);
        }
    }

    /** {@return the visitor that is this thread} */
    Visitor visitor() {
        visitors.removeIf(visitor -> !visitor.thread.isAlive());
        Visitor visitor = new Visitor();
        visitors.add(visitor);
        return visitor;
    }

    /** Lets nobody in any more, and waits for those inside to leave, but no longer than some time. */
    void close(Duration most) {
        closed = true;
        long start = System.nanoTime();
        while (visitors.stream().anyMatch(visitor -> visitor.inside.get())
                && System.nanoTime() - start < most.toNanos()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void waitForTheEnd() {
        while (true) {
            LockSupport.park();
            // Or else it would not wait.
            Thread.interrupted();
        }
    }
}
