package io.ntk.backend.nativejvm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The threads of the engine. The calling thread does the first share of the work itself, so one thread needs no pool.
 *
 * <p>To wake a sleeping thread takes longer than many a task. So threads that wait for the next task, or for each other, look
 * for it in a loop for a while before they sleep.
 */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService executor;

    Workers(int threads) {
        this.threads = threads;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                Math.max(1, threads - 1), Math.max(1, threads - 1), 10, TimeUnit.SECONDS, new EagerQueue(), task -> {
                    Thread thread = new Thread(task, "ntk-native");
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        this.executor = pool;
    }

    int threads() {
        return threads;
    }

    /** Runs {@code task} for 0, 1, …, count − 1, in this order on whatever thread is free, and waits for all. */
    void run(int count, IntConsumer task) {
        AtomicInteger next = new AtomicInteger();
        Runnable tasks = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                task.accept(i);
            }
        };
        List<Future<?>> others = new ArrayList<>();
        try {
            for (int i = 1; i < Math.min(count, threads); i++) {
                others.add(executor.submit(tasks));
            }
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: this thread does what is left of the work that had begun.
        }
        Throwable failure = null;
        try {
            tasks.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        for (Future<?> other : others) {
            failure = await(other, failure);
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Waits even after a failure: the other tasks still use buffers that the caller is about to release. */
    private static @org.jspecify.annotations.Nullable Throwable await(
            Future<?> task, @org.jspecify.annotations.Nullable Throwable failure) {
        boolean interrupted = false;
        EagerQueue.lookFor(task::isDone);
        try {
            while (true) {
                try {
                    task.get();
                    return failure;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    return failure == null ? e.getCause() : failure;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The bounds of share {@code i} when {@code total} things are dealt out to {@code shares} in order. */
    static int bound(int total, int shares, int i) {
        return (int) ((long) total * i / shares);
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
