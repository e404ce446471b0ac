package io.ntk.runtime.model;

import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a checkpoint became a model, and what did not.
 *
 * @param file the checkpoint, optionally with the module that was chosen
 * @param module the path of the cell's module in the file, empty for the outermost module or several
 * @param layers the number of layers
 * @param sources the name in the file of each tensor, the readout's included
 * @param outputs what the outputs are, a clause; empty if states are observed
 * @param notes what was guessed, each a clause
 * @param unused the arrays of the chosen module that were not used
 */
public record ModelReading(
        ArrayReference file,
        String module,
        int layers,
        Map<String, String> sources,
        Optional<String> outputs,
        List<String> notes,
        List<ArrayInfo> unused) {
    static ModelReading of(
            ArrayReference reference,
            ArrayFile file,
            FoundTensors cell,
            Optional<FoundTensors> readout,
            CellProvider provider,
            int layers) {
        Map<String, String> sources = new LinkedHashMap<>(cell.sources());
        List<String> notes = new ArrayList<>(cell.notes());
        Set<String> used = new HashSet<>(cell.copies());
        readout.ifPresent(found -> {
            sources.putAll(found.sources());
            notes.addAll(found.notes());
            used.addAll(found.copies());
        });
        used.addAll(sources.values());
        String within =
                reference.name().map(name -> name.replaceFirst("[./]$", "")).orElse("");
        List<ArrayInfo> unused = file.arrays().stream()
                .filter(array -> !used.contains(array.name()))
                .filter(array -> within.isEmpty()
                        || array.name().startsWith(within + ".")
                        || array.name().startsWith(within + "/"))
                .toList();
        return new ModelReading(
                reference,
                cell.module(),
                layers,
                sources,
                readout.map(found -> outputs(found, provider)),
                notes,
                unused);
    }

    private static String outputs(FoundTensors readout, CellProvider provider) {
        List<Integer> shape =
                readout.arrays().entrySet().iterator().next().getValue().shape();
        return "outputs are " + Quoted.of(readout.sources().getOrDefault(Readout.WEIGHT, Readout.WEIGHT)) + " " + shape
                + " times " + provider.readoutOf()
                + (readout.sources().containsKey(Readout.BIAS)
                        ? " plus " + Quoted.of(readout.sources().getOrDefault(Readout.BIAS, Readout.BIAS))
                        : ", without bias");
    }

    /** {@return one line that says all of it} */
    public String summary() {
        Stream<String> where = Stream.of(
                (module.isEmpty() ? "" : "module " + Quoted.of(module) + ", ")
                        + layers
                        + (layers == 1 ? " layer" : " layers"),
                outputs.orElse("no readout is taken"));
        Stream<String> rest = unused.isEmpty()
                ? Stream.of()
                : Stream.of("unused: "
                        + Quoted.list(unused.stream()
                                .map(array -> array.name() + " " + array.shape())
                                .toList()));
        return String.join(
                "; ", Stream.of(where, notes.stream(), rest).flatMap(all -> all).toList());
    }
}
