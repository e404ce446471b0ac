package io.ntk.cli.fuzz;

import com.sun.management.ThreadMXBean;
import io.ntk.api.NtkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a target damaged inputs, one after another. Each must be read or be refused by an {@link NtkException} of one line, in
 * time and within the memory that the target allows it. What breaks this is kept in {@code target/fuzz}.
 */
public final class Fuzzer {
    /** For one input; hundreds of times what any takes, so that only what hangs is cut off. */
    private static final long SECONDS = 30;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Target target;
    private int refused;
    private int read;
    private @Nullable NtkException lastRefusal;

    /**
     * Prepares.
     *
     * @param name of the target, for messages
     * @param target what is tested
     */
    public Fuzzer(String name, Target target) {
        this.name = name;
        this.target = target;
    }

    /**
     * Runs cases.
     *
     * @param seed decides them
     * @param cases how many
     */
    public void run(long seed, int cases) {
        List<byte[]> corpus = target.corpus();
        Mutator mutator = new Mutator(target.words());
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            for (byte[] original : corpus) {
                check(worker, original, "the corpus");
                if (refused > 0) {
                    throw failure(original, "the corpus holds what is refused", lastRefusal);
                }
            }
            for (int i = 0; i < cases; i++) {
                // Two numbers in one, so that no two seeds share their cases.
                SplittableRandom random = new SplittableRandom((seed << 32) + i);
                byte[] input = mutator.mutate(corpus.get(i % corpus.size()), random);
                check(worker, input, "seed " + seed + ", case " + i);
            }
        } finally {
            worker.shutdownNow();
        }
    }

    /** {@return how many inputs were refused} */
    public int refused() {
        return refused;
    }

    /** {@return how many were read} */
    public int read() {
        return read;
    }

    private void check(ExecutorService worker, byte[] input, String which) {
        Future<Long> done = worker.submit(() -> allocated(input));
        try {
            long allowed = target.allowedBytes(input);
            long allocated = done.get(SECONDS, TimeUnit.SECONDS);
            if (allocated > allowed) {
                // Once more, because what is done for the first time also loads classes.
                allocated = worker.submit(() -> allocated(input)).get(SECONDS, TimeUnit.SECONDS);
            }
            if (allocated > allowed) {
                throw failure(input, which + " allocated " + allocated + " bytes, more than " + allowed, null);
            }
        } catch (ExecutionException e) {
            throw failure(input, which + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw failure(input, which + " took more than " + SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long allocated(byte[] input) throws Exception {
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        try {
            target.read(input);
            read++;
        } catch (NtkException e) {
            requireGood(e, input);
            refused++;
            lastRefusal = e;
        }
        return THREADS.getThreadAllocatedBytes(thread) - before;
    }

    private static void requireGood(NtkException e, byte[] input) {
        String message = String.valueOf(e.getMessage());
        if (!message.matches("\\P{Cntrl}+") || message.length() > 3000 + 6 * input.length) {
            throw new AssertionError("A message must be one line, and not much longer than the input: " + message, e);
        }
    }

    private AssertionError failure(byte[] input, String what, @Nullable Throwable cause) {
        try {
            Path kept = Files.createDirectories(Path.of("target", "fuzz")).resolve(name + ".failed");
            Files.write(kept, input);
            return new AssertionError(name + ", " + what + "; the input is in " + kept.toAbsolutePath(), cause);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
