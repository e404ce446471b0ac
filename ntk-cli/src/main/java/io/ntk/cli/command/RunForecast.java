package io.ntk.cli.command;

import io.ntk.estimators.estimate.Work;
import java.util.Locale;
import java.util.Optional;

/** Says once, before most of a long computation is done, how long it will take at the rate of its first pieces. */
final class RunForecast {
    /** Long enough that what the Java compiler does at first matters little. */
    private static final double CALIBRATION_SECONDS = 2;

    /** A shorter wait is not worth a line. */
    private static final double LONG_SECONDS = 10;

    private boolean isTold;
    private boolean isStarted;
    private long start;

    /**
     * {@return a sentence, if there is one to say now}
     *
     * @param work how far the computation is
     * @param nanoTime the time now
     */
    Optional<String> after(Work work, long nanoTime) {
        if (!isStarted || work.done() == 0) {
            isStarted = true;
            start = nanoTime;
            return Optional.empty();
        }
        double seconds = (nanoTime - start) * 1e-9;
        if (isTold || seconds < CALIBRATION_SECONDS) {
            return Optional.empty();
        }
        isTold = true;
        double total = seconds * work.expected() / work.done();
        return total < LONG_SECONDS ? Optional.empty() : Optional.of(sentence(total, work));
    }

    private static String sentence(double seconds, Work work) {
        String exact = String.format(
                Locale.ROOT,
                "This will take about %s without sampling: %.2g floating-point operations, %.2g a second.",
                duration(seconds),
                work.expected(),
                work.expected() / seconds);
        return work.bySampling() < work.expected() ? exact + sampling(work) : exact;
    }

    private static String sampling(Work work) {
        return String.format(
                Locale.ROOT,
                " The default method, which samples, takes about %.1g for %d products with each kernel.",
                work.bySampling(),
                Work.SAMPLES);
    }

    private static String duration(double seconds) {
        long whole = Math.round(seconds);
        return whole < 120 ? whole + " s" : Math.round(whole / 60.0) + " min";
    }
}
