package io.ntk.cli.command;

import io.ntk.cli.report.Numbers;
import io.ntk.training.StepMetrics;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar that counts training steps beside the loss and the alignment, on a terminal only. */
final class TrainingDisplay implements AutoCloseable {
    private static final int UPDATE_MILLIS = 100;

    private final @Nullable ProgressBar bar;
    private String alignment = "";

    /**
     * Shows the bar.
     *
     * @param session where
     * @param quiet whether the user wants none
     * @param from steps made before
     * @param to steps in all
     */
    TrainingDisplay(Session session, boolean quiet, int from, int to) {
        this.bar = quiet || !session.terminal()
                ? null
                : new ProgressBarBuilder()
                        .setTaskName("train")
                        .setUnit(" steps", 1)
                        .setInitialMax(to)
                        .startsFrom(from, java.time.Duration.ZERO)
                        .setUpdateIntervalMillis(UPDATE_MILLIS)
                        .setStyle(ProgressBarStyle.ASCII)
                        .clearDisplayOnFinish()
                        .setConsumer(new ConsoleProgressBarConsumer(session.err()))
                        .build();
    }

    void step(StepMetrics metrics) {
        if (bar != null) {
            bar.setExtraMessage(" loss " + Numbers.significant(metrics.loss(), 3) + alignment);
            bar.stepTo(metrics.step());
        }
    }

    void alignment(double value) {
        alignment = " alignment " + Numbers.significant(value, 3);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
