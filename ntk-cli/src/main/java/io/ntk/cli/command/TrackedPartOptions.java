package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.RestrictionSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which part of the states is tracked while a network is trained. */
@Grouped(OptionGroup.TRAINING)
final class TrackedPartOptions {
    static final String TRIALS = "--track-trials";
    static final String STEPS = "--track-steps";
    static final String UNITS = "--track-units";

    @Option(
            names = TRIALS,
            paramLabel = "A:B",
            description =
                    "The trials whose kernel is tracked, a range such as 0:10 or a list such as 0,3,5. Default: all.")
    private @Nullable String trials;

    @Option(
            names = STEPS,
            paramLabel = "A:B",
            description = "The steps of a trial whose kernel is tracked, likewise. Default: all.")
    private @Nullable String steps;

    @Option(
            names = UNITS,
            paramLabel = "A:B",
            description = "The units whose kernel is tracked, likewise. Default: all.")
    private @Nullable String units;

    /** {@return whether any is given} */
    boolean isGiven() {
        return trials != null || steps != null || units != null;
    }

    RestrictionSettings settings() {
        return new RestrictionSettings(range(trials), range(steps), range(units), Optional.empty());
    }

    private static Optional<IndexRange> range(@Nullable String text) {
        return Optional.ofNullable(text).map(IndexRange::new);
    }
}
