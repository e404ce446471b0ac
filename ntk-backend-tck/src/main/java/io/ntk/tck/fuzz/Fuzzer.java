package io.ntk.tck.fuzz;

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
    private static final int CASES = Integer.getInteger("ntk.fuzz.cases", 500);
    private static final long SEED = Long.getLong("ntk.fuzz.seed", 0);
    /** For one input; hundreds of times what any takes, so that only what hangs is cut off. */
    private static final long SECONDS = 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final Target target;
    private final long seconds;
    private int refused;
    private int read;
    private long mostBytes;
    private long mostNanoseconds;
    private @Nullable NtkException lastRefusal;

    Fuzzer(String name, Target target, long seconds) {
        this.name = name;
        this.target = target;
        this.seconds = seconds;
    }

    /**
     * Damages inputs of a target: the system property {@code ntk.fuzz.cases} gives their number, by default 500, and
     * {@code ntk.fuzz.seed} decides how.
     *
     * @param name of the target, for messages
     * @param target what is tested
     * @throws AssertionError if an input is neither read nor refused well, or if the damage does not reach what is tested: too
     *     few inputs are refused, or none is read
     */
    public static void fuzz(String name, Target target) {
        Fuzzer fuzzer = new Fuzzer(name, target, SECONDS);
        fuzzer.run(SEED, CASES);
        System.out.printf(
                "%s: %d inputs were read and %d refused; at most %d bytes and %d ms for one%n",
                name,
                fuzzer.read,
                fuzzer.refused,
                fuzzer.mostBytes,
                TimeUnit.NANOSECONDS.toMillis(fuzzer.mostNanoseconds));
    }

    void run(long seed, int cases) {
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
                byte[] original = corpus.get(i % corpus.size());
                byte[] damaged = target.damaged(original, random);
                // Half of what was damaged by its structure is damaged blindly too.
                byte[] input = damaged == original || random.nextBoolean() ? mutator.mutate(damaged, random) : damaged;
                check(worker, input, "seed " + seed + ", case " + i);
            }
        } finally {
            worker.shutdownNow();
        }
        if (refused <= cases / 20 || read == corpus.size()) {
            throw new AssertionError(name + ": of " + cases + " damaged inputs " + refused + " were refused and "
                    + (read - corpus.size()) + " read");
        }
    }

    private void check(ExecutorService worker, byte[] input, String which) {
        Future<Long> done = worker.submit(() -> allocated(input));
        try {
            long start = System.nanoTime();
            long allocated = done.get(seconds, TimeUnit.SECONDS);
            mostNanoseconds = Math.max(mostNanoseconds, System.nanoTime() - start);
            long allowed = target.allowedBytes(input);
            if (allocated > allowed) {
                // Once more, because what is done for the first time also loads classes.
                allocated = worker.submit(() -> allocated(input)).get(seconds, TimeUnit.SECONDS);
            }
            mostBytes = Math.max(mostBytes, allocated);
            if (allocated > allowed) {
                throw failure(input, which + " allocated " + allocated + " bytes, more than " + allowed, null);
            }
        } catch (ExecutionException e) {
            throw failure(input, which + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw failure(input, which + " took more than " + seconds + " s", e);
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
