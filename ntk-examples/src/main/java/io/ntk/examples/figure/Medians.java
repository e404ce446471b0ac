package io.ntk.examples.figure;

import java.util.Arrays;

/** Times of repeated runs. */
final class Medians {
    private static final double NANOS = 1e9;

    private Medians() {}

    static double secondsSince(long start) {
        return (System.nanoTime() - start) / NANOS;
    }

    /** The median time of some runs, after one that is not counted. */
    static double seconds(int runs, Runnable work) {
        work.run();
        double[] seconds = new double[runs];
        for (int i = 0; i < runs; i++) {
            long start = System.nanoTime();
            work.run();
            seconds[i] = secondsSince(start);
        }
        Arrays.sort(seconds);
        return (seconds[(runs - 1) / 2] + seconds[runs / 2]) / 2;
    }
}
