package io.ntk.cli.command;

/** The time since it was started. */
record Stopwatch(long start) {
    private static final double NANOS = 1e9;

    static Stopwatch started() {
        return new Stopwatch(System.nanoTime());
    }

    /** {@return the seconds so far} */
    double seconds() {
        return (System.nanoTime() - start) / NANOS;
    }
}
