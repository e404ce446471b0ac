package io.ntk.cli.command;

import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.io.checkpoint.ReadoutRequest;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.model.EquationSettings;
import io.ntk.runtime.model.ModelSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say what a model's tensors are, where its checkpoint and its equations leave that open. */
@Grouped(OptionGroup.MODEL)
final class TensorOptions {
    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "A constant of the cell: a number, or the name of a function. Repeatable.")
    private Map<String, String> constants = Map.of();

    @Option(
            names = "--constants",
            paramLabel = "FILE[:PREFIX]",
            description = "The constants of the cell that are arrays. Default: in the checkpoint.")
    private @Nullable String arrays;

    @Option(
            names = "--readout",
            paramLabel = "NAME",
            description = "The module or the array that gives the outputs, or none. Default: the only one that can.")
    private @Nullable String readout;

    @Option(
            names = "--map",
            paramLabel = "TENSOR=NAME",
            description =
                    "Take a tensor from the array of that name or glob, as in 'weight_hh=rnn.h2h.weight'; may be given"
                            + " several times.")
    private List<String> map = new ArrayList<>();

    /** {@return settings with what these options say} */
    ModelSettings addTo(ModelSettings settings, Workplace place) {
        return settings.withEquations(new EquationSettings(
                        constants, Optional.ofNullable(arrays).map(place::file)))
                .withReadout(readout == null ? ReadoutRequest.FOUND : ReadoutRequest.parse(readout))
                .withMap(TensorMap.parse(map));
    }
}
