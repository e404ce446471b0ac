package io.ntk.cli.command;

import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that counts products or operations, shown on a terminal only, and only if the estimation takes long enough to watch. */
final class ProgressDisplay implements Progress, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int UPDATE_MILLIS = 100;

    private final Session session;
    private final boolean shown;
    private final boolean quiet;
    private final String task;
    private final Duration patience;
    private final long start = System.nanoTime();
    private final RunForecast forecast = new RunForecast();
    private @Nullable ProgressBar bar;

    /**
     * Starts waiting.
     *
     * @param session where
     * @param quiet whether the user wants none
     * @param task what is being done, in a word
     */
    ProgressDisplay(Session session, boolean quiet, String task) {
        this(session, quiet, task, PATIENCE);
    }

    /** The same, with another time after which the bar is worth showing. */
    ProgressDisplay(Session session, boolean quiet, String task, Duration patience) {
        this.patience = patience;
        this.session = session;
        this.quiet = quiet;
        this.shown = session.terminal() && !quiet;
        this.task = task;
    }

    /** {@return what a bar of ours looks like} */
    static ProgressBarBuilder builder(Session session, String task, String unit, long max) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(unit, 1)
                .setInitialMax(max)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(session.err()));
    }

    @Override
    public synchronized void made(long products, long expected) {
        show(products, expected, " products");
    }

    @Override
    public synchronized void computed(Work work) {
        forecast.after(work, System.nanoTime()).filter(line -> !quiet).ifPresent(session.err()::println);
        show(billions(work.done()), billions(work.expected()), " billion operations");
    }

    private static long billions(double operations) {
        return (long) Math.ceil(operations / 1e9);
    }

    private void show(long done, long expected, String unit) {
        if (!shown || System.nanoTime() - start < patience.toNanos()) {
            return;
        }
        ProgressBar current = bar;
        if (current == null) {
            current = builder(session, task, unit, expected).build();
            bar = current;
        }
        current.maxHint(expected);
        current.stepTo(done);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
