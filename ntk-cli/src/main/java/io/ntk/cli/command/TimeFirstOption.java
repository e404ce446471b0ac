package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.io.arrays.ArrayReference;
import picocli.CommandLine.Option;

/** The option that says in which order the axes of a user's arrays of trials are. */
@Grouped(OptionGroup.MODEL)
final class TimeFirstOption {
    static final String NAME = "--time-first";

    @Option(
            names = NAME,
            description =
                    "The given inputs, and targets, masks and states where there are any, are stored [steps, trials, ...], as"
                            + " PyTorch has them without batch_first.")
    private boolean timeFirst;

    boolean isGiven() {
        return timeFirst;
    }

    /** {@return an array of trials that the user names, which is noted as read} */
    ArrayReference file(Workplace place, String name) {
        return place.file(name).withTimeFirst(timeFirst);
    }
}
