package io.ntk.estimators.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A few threads, each with a workspace of its own, and one for what they share. */
final class Workers implements AutoCloseable {
    /** Work that is one of several independent pieces. */
    interface Task {
        /**
         * Does a piece.
         *
         * @param index which one
         * @param workspace the buffers of the thread
         */
        void run(int index, Workspace workspace);
    }

    private final Workspace shared = new Workspace();
    private final List<Workspace> workspaces = new ArrayList<>();
    private final ExecutorService executor;

    /**
     * Starts them.
     *
     * @param threads how many, at least 1
     */
    Workers(int threads) {
        for (int i = 0; i < threads; i++) {
            workspaces.add(new Workspace());
        }
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "ntk-exact");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@return the buffers that all of them use} */
    Workspace shared() {
        return shared;
    }

    /** {@return how many} */
    int count() {
        return workspaces.size();
    }

    /**
     * Runs a task for 0, …, count − 1 and waits for all.
     *
     * @param count how many pieces there are
     * @param task what to do; pieces may run at once and in any order
     */
    void run(int count, Task task) {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        for (Workspace workspace : workspaces) {
            running.add(executor.submit(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < count && !failed.get(); i = next.getAndIncrement()) {
                        task.run(i, workspace);
                    }
                } catch (RuntimeException | Error e) {
                    failed.set(true);
                    throw e;
                }
            }));
        }
        await(running);
    }

    /** Waits for all even after a failure or an interrupt: they still use buffers that the caller is about to drop. */
    private static void await(List<Future<?>> running) {
        boolean interrupted = false;
        List<Throwable> failures = new ArrayList<>();
        for (Future<?> one : running) {
            for (boolean done = false; !done; ) {
                try {
                    one.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failures.add(e.getCause());
                    done = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        for (Throwable failure : failures) {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
