package io.ntk.cli.figure;

import java.util.Arrays;

/** Times of repeated runs. */
final class Medians {
    private static final double NANOS = 1e9;

    /** Seconds of repetitions after which a median is not moved by what else the machine does. */
    private static final double ENOUGH = 0.5;

    private static final int MOST_RUNS = 51;

    private Medians() {}

    static double secondsSince(long start) {
        return (System.nanoTime() - start) / NANOS;
    }

    /** The median time of at least so many runs, more where they are short, after one that is not counted. */
    static double seconds(int least, Runnable work) {
        long start = System.nanoTime();
        work.run();
        int runs = (int) Math.max(least, Math.min(MOST_RUNS, ENOUGH / secondsSince(start)));
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
