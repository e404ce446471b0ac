package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.io.arrays.ArrayReference;
import picocli.CommandLine.Option;

/** The option that names the checkpoint of a single model. */
@Grouped(OptionGroup.MODEL)
final class CheckpointOption {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE[:PREFIX]",
            description = "The checkpoint (.pt, .safetensors, .npz, .h5, .mat, …), and the module in it.")
    private String checkpoint = "";

    ArrayReference file(Workplace place) {
        return place.file(checkpoint);
    }
}
