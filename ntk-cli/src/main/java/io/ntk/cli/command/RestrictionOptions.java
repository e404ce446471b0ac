package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.runtime.model.IndexRange;
import io.ntk.runtime.model.RestrictionSettings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which part of what is observed is looked at. */
@Grouped(OptionGroup.OBSERVED)
final class RestrictionOptions {
    @Option(
            names = "--trials",
            paramLabel = "A:B",
            description = "The trials to run, a range such as 0:10, 5: or :-1, or a list such as 0,3,5. Default: all.")
    private @Nullable String trials;

    @Option(
            names = "--steps",
            paramLabel = "A:B",
            description = "The steps to look at, likewise. Later ones are not computed. Default: all.")
    private @Nullable String steps;

    @Option(
            names = "--units",
            paramLabel = "A:B",
            description = "The units, or outputs, to look at, likewise. Default: all.")
    private @Nullable String units;

    @Option(
            names = "--valid",
            paramLabel = "FILE[:ARRAY]",
            description =
                    "Which steps count, an array [trials, steps] of 0 and 1, for trials of different lengths. Inputs"
                            + " after the last that counts are not used. Default: all.")
    private @Nullable String valid;

    /** {@return the mask of the steps that count} */
    Optional<String> valid() {
        return Optional.ofNullable(valid);
    }

    RestrictionSettings settings(Workplace place, TimeFirstOption order) {
        return new RestrictionSettings(
                range(trials),
                range(steps),
                range(units),
                Optional.ofNullable(valid).map(file -> order.file(place, file)));
    }

    private static Optional<IndexRange> range(@Nullable String text) {
        return Optional.ofNullable(text).map(IndexRange::new);
    }
}
