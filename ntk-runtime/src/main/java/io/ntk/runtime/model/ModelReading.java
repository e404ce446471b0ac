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
 * @param constants where constants stand that have a file of their own, each as {@code FILE:NAME}
 * @param outputs what the outputs are, a clause; empty if states are observed
 * @param notes what was guessed, each a clause
 * @param unused the arrays of the chosen module that were not used
 */
public record ModelReading(
        ArrayReference file,
        String module,
        int layers,
        Map<String, String> sources,
        Map<String, String> constants,
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
        List<ArrayInfo> unused = file.arrays().stream()
                .filter(array -> !used.contains(array.name()))
                .filter(array -> reference.name().isEmpty()
                        || !relative(reference, array.name()).equals(array.name()))
                .toList();
        return new ModelReading(
                reference,
                cell.module(),
                layers,
                sources,
                Map.of(),
                readout.map(found -> outputs(reference, found, provider)),
                notes,
                unused);
    }

    /** {@return the same with constants from a file of their own} */
    ModelReading withConstants(Map<String, String> where) {
        return new ModelReading(file, module, layers, sources, where, outputs, notes, unused);
    }

    /** {@return the same with more that was guessed} */
    ModelReading noting(List<String> more) {
        List<String> all = Stream.concat(notes.stream(), more.stream()).toList();
        return new ModelReading(file, module, layers, sources, constants, outputs, all, unused);
    }

    private static String outputs(ArrayReference reference, FoundTensors readout, CellProvider provider) {
        List<Integer> shape =
                readout.arrays().entrySet().iterator().next().getValue().shape();
        String weight = readout.sources().getOrDefault(Readout.WEIGHT, Readout.WEIGHT);
        String bias = readout.sources().get(Readout.BIAS);
        return "outputs are " + Quoted.of(relative(reference, weight)) + " " + shape + " times " + provider.readoutOf()
                + (bias == null ? ", without bias" : ", plus " + Quoted.of(relative(reference, bias)));
    }

    private static String chosen(ArrayReference reference) {
        return reference.name().map(path -> path.replaceFirst("[./]$", "")).orElse("");
    }

    /** {@return a name as it is in the module that the user chose; the name itself if it is outside} */
    static String relative(ArrayReference reference, String name) {
        String within = chosen(reference);
        boolean inside = !within.isEmpty()
                && name.length() > within.length() + 1
                && name.startsWith(within)
                && "./".indexOf(name.charAt(within.length())) >= 0;
        return inside ? name.substring(within.length() + 1) : name;
    }

    /** {@return all of it by the names that reports use, of lists, maps and texts} */
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("file", file.toString());
        members.put("module", module);
        members.put("layers", layers);
        members.put("tensors", sources);
        members.put("constants", constants);
        members.put("outputs", outputs);
        members.put("notes", notes);
        members.put("unused", unused.stream().map(ArrayInfo::name).toList());
        return members;
    }

    /** {@return one line that says all of it, by names in the module that was chosen} */
    public String summary() {
        boolean outermost = module.isEmpty() || module.equals(chosen(file));
        Stream<String> where = Stream.of(
                (outermost ? "" : "module " + Quoted.of(relative(file, module)) + ", ")
                        + layers
                        + (layers == 1 ? " layer" : " layers"),
                outputs.orElse("no readout is taken"));
        Stream<String> rest = unused.isEmpty()
                ? Stream.of()
                : Stream.of("unused: "
                        + FoldedArrays.line(unused.stream()
                                .map(array -> new ArrayInfo(relative(file, array.name()), array.dtype(), array.shape()))
                                .toList()));
        return String.join(
                "; ", Stream.of(where, notes.stream(), rest).flatMap(all -> all).toList());
    }
}
