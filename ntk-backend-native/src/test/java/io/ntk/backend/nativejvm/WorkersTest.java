package io.ntk.backend.nativejvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "1, 5", "2, 2", "3, 3", "3, 50"})
    void runsEveryTaskOnce(int threads, int count) {
        AtomicIntegerArray runs = new AtomicIntegerArray(count);
        try (Workers workers = new Workers(threads)) {
            assertThat(workers.threads()).isEqualTo(threads);
            workers.run(count, runs::incrementAndGet);
        }
        assertThat(IntStream.range(0, count).map(runs::get)).allMatch(times -> times == 1);
    }

    /** Deadlocks, and so fails by the time limit, if tasks wait for one another's threads. */
    @Test
    void runsAsManyAtOnceAsThereAreThreads() {
        CountDownLatch together = new CountDownLatch(3);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        try (Workers workers = new Workers(3)) {
            workers.run(3, i -> {
                used.add(Thread.currentThread());
                together.countDown();
                awaitUninterrupted(together);
            });
        }
        assertThat(used).hasSize(3).contains(Thread.currentThread());
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void failuresComeOutWhereverTheyHappen(int failing) {
        try (Workers workers = new Workers(3)) {
            assertThatThrownBy(() -> workers.run(3, i -> {
                        if (i == failing) {
                            throw new IllegalStateException("task " + i);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("task " + failing);
            assertThatThrownBy(() -> workers.run(3, i -> {
                        if (i == failing) {
                            throw new AssertionError("task " + i);
                        }
                    }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("task " + failing);
        }
    }

    /** The caller frees buffers that the others still write to, so it may hear of a failure only when all are done. */
    @Test
    void waitsForTheOthersEvenAfterAFailure() {
        boolean[] done = new boolean[1];
        CountDownLatch failed = new CountDownLatch(1);
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(() -> workers.run(2, i -> {
                        if (i == 0) {
                            failed.countDown();
                            throw new IllegalStateException("first");
                        }
                        awaitUninterrupted(failed);
                        // Long enough for a caller that does not wait to get away.
                        LockSupport.parkNanos(50_000_000);
                        done[0] = true;
                    }))
                    .hasMessage("first");
        }
        assertThat(done[0]).isTrue();
    }

    @Test
    void anInterruptIsKeptForTheCaller() {
        boolean[] done = new boolean[1];
        try (Workers workers = new Workers(2)) {
            Thread.currentThread().interrupt();
            workers.run(2, i -> {
                if (i == 1) {
                    done[0] = true;
                }
            });
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(done[0]).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"10, 3", "2, 5", "7, 7", "2000000000, 1999"})
    void sharesCoverEverythingEvenly(int total, int shares) {
        int[] sizes = IntStream.range(0, shares)
                .map(i -> Workers.bound(total, shares, i + 1) - Workers.bound(total, shares, i))
                .toArray();
        assertThat(Workers.bound(total, shares, 0)).isZero();
        assertThat(Arrays.stream(sizes).sum()).isEqualTo(total);
        assertThat(Arrays.stream(sizes).max().orElseThrow()
                        - Arrays.stream(sizes).min().orElseThrow())
                .isLessThanOrEqualTo(1);
    }
}
