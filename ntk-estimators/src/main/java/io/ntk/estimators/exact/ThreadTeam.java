package io.ntk.estimators.exact;

import io.ntk.estimators.linalg.DirectBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A fixed number of threads, each with its own buffers, and buffers that they share. */
final class ThreadTeam implements AutoCloseable {
    /** Work that consists of independent pieces. */
    interface Work {
        /**
         * Computes one piece.
         *
         * @param index the index of the piece
         * @param workspace the buffers of the thread
         */
        void run(int index, DirectBuffers workspace);
    }

    private final DirectBuffers shared;
    private final List<DirectBuffers> workspaces = new ArrayList<>();
    private final ExecutorService executor;

    /**
     * Starts the threads of {@link ExactNtk}.
     *
     * @param threads the number of threads, at least 1
     */
    ThreadTeam(int threads) {
        this(ExactNtk.NAME, threads);
    }

    /**
     * Starts the threads.
     *
     * @param method the method that they work for, for messages
     * @param threads the number of threads, at least 1
     */
    ThreadTeam(String method, int threads) {
        this.shared = new DirectBuffers(method);
        for (int i = 0; i < threads; i++) {
            workspaces.add(new DirectBuffers(method));
        }
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "ntk-exact");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** {@return the buffers that all threads share} */
    DirectBuffers shared() {
        return shared;
    }

    /** {@return the number of threads} */
    int count() {
        return workspaces.size();
    }

    /**
     * Runs work for the indices 0, …, count − 1 and waits for all of them.
     *
     * @param count the number of pieces
     * @param work the work; pieces may run concurrently and in any order
     */
    void run(int count, Work work) {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean failed = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        for (DirectBuffers workspace : workspaces) {
            running.add(executor.submit(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < count && !failed.get(); i = next.getAndIncrement()) {
                        work.run(i, workspace);
                    }
                } catch (RuntimeException | Error e) {
                    failed.set(true);
                    throw e;
                }
            }));
        }
        await(running);
    }

    /** Waits for all threads even after a failure, because they still use buffers that the caller will release. */
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
