package io.ntk.cli.command;

import io.ntk.cli.report.Numbers;
import io.ntk.training.StepMetrics;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;

/** A bar that counts training steps and shows the loss and the alignment, on a terminal only. */
final class TrainingDisplay implements AutoCloseable {
    private final @Nullable ProgressBar bar;
    private String alignment = "";

    /** Shows the bar; {@code from} steps of {@code to} were made before. */
    TrainingDisplay(Session session, boolean quiet, int from, int to) {
        this.bar = quiet || !session.terminal()
                ? null
                : ProgressDisplay.builder(session, "train", " steps", to)
                        .startsFrom(from, Duration.ZERO)
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
