package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.cli.help.Grouped;
import io.ntk.cli.help.OptionGroup;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.runtime.model.FoundNetwork;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk show}: what a file holds. */
@Grouped(OptionGroup.OUTPUT)
@Command(
        name = "show",
        description = {
            "Say what a file holds: arrays, networks, and what to run next.",
            "A network is listed with the cells that its tensors fit; which of them was trained is yours to know."
        },
        footer = {
            "%nExamples:",
            "  ntk show model.pt",
            "  ntk show model.pt:encoder.rnn",
            "  ntk show model.weights.h5 --all"
        })
final class ShowCommand extends Verb {
    @Parameters(
            paramLabel = "FILE[:NAME]",
            description = "A checkpoint, or any other file of arrays; one of its modules or arrays alone.")
    private String file = "";

    @Option(names = "--all", description = "List every array, rather than modules with many.")
    private boolean all;

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        ArrayReference reference = ArrayReference.parse(file);
        try (ArrayFile opened = ArrayFile.open(reference.file())) {
            Optional<ArrayInfo> single =
                    reference.name().filter(opened::contains).map(opened::info);
            return show(
                    single.isPresent() ? oneArray(reference, single.get()) : module(place, reference, opened),
                    progress);
        }
    }

    private FileContents oneArray(ArrayReference reference, ArrayInfo array) {
        return new FileContents(reference, List.of(array), List.of(), Optional.empty(), List.of(), all);
    }

    private FileContents module(Workplace place, ArrayReference reference, ArrayFile opened) {
        CheckpointReader reader = reference
                .name()
                .map(module -> CheckpointReader.of(opened, module))
                .orElseGet(() -> CheckpointReader.of(opened));
        List<FoundNetwork> networks = place.runtime().modelFiles().networks(reference);
        Optional<String> refusal = networks.isEmpty() ? Optional.of(refusal(reader)) : Optional.empty();
        List<ArrayInfo> masks =
                networks.isEmpty() ? place.runtime().modelFiles().signsAndMasks(reference) : List.of();
        return new FileContents(reference, reader.arrays(), networks, refusal, masks, all);
    }

    /** {@return why no cell fits, as the search for PyTorch's names says it, unless it is content} */
    private static String refusal(CheckpointReader reader) {
        try {
            reader.recurrent();
            return "Its recurrent weights fit none of the cells that 'ntk cells' lists.";
        } catch (NtkException e) {
            return e.problem() + " " + e.remedy();
        }
    }
}
