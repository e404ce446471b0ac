package io.ntk.cli.figure;

import java.util.Arrays;

/** Times of repeated runs. */
final class Medians {
    private static final double NANOS = 1e9;

    private static final int MOST_RUNS = 51;

    private Medians() {}

    static double secondsSince(long start) {
        return (System.nanoTime() - start) / NANOS;
    }

    /**
     * {@return the median time of at least {@code least} runs, after one that is not counted; short runs are repeated
     * for {@code enough} seconds}
     */
    static double seconds(int least, double enough, Runnable work) {
        long start = System.nanoTime();
        work.run();
        int runs = (int) Math.max(least, Math.min(MOST_RUNS, enough / secondsSince(start)));
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begin = System.nanoTime();
            work.run();
            seconds[i] = secondsSince(begin);
        }
        Arrays.sort(seconds);
        return (seconds[(runs - 1) / 2] + seconds[runs / 2]) / 2;
    }
}
