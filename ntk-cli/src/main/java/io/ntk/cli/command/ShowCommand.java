package io.ntk.cli.command;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.runtime.model.FoundNetwork;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ntk show}: what a file holds. */
@Command(
        name = "show",
        description = {
            "Say what a file holds: arrays, networks, and what to run next.",
            "A network is listed with the cells that its tensors fit; which of them was trained is yours to know."
        },
        footer = {"%nExamples:", "  ntk show model.pt", "  ntk show model.weights.h5 --all"})
final class ShowCommand extends Verb {
    @Parameters(paramLabel = "FILE", description = "A checkpoint, or any other file of arrays.")
    private Path file = Path.of("");

    @Option(names = "--all", description = "List every array, rather than modules with many.")
    private boolean all;

    @Override
    int run(Workplace place, ProgressDisplay progress) {
        try (ArrayFile opened = ArrayFile.open(file)) {
            List<ArrayInfo> arrays = opened.arrays();
            List<FoundNetwork> networks = place.runtime().modelFiles().networks(file);
            Optional<String> refusal = networks.isEmpty() ? Optional.of(refusal(opened)) : Optional.empty();
            return show(new FileContents(file, arrays, networks, refusal, all), progress);
        }
    }

    /** {@return why no cell fits, as the search for PyTorch's names says it, unless it is content} */
    private static String refusal(ArrayFile opened) {
        try {
            CheckpointReader.of(opened).recurrent();
            return "Its recurrent weights fit none of the cells that 'ntk cells' lists.";
        } catch (NtkException e) {
            return e.problem() + " " + e.remedy();
        }
    }
}
