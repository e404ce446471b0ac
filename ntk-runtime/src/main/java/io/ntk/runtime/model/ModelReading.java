package io.ntk.runtime.model;

import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
 * @param masks those of them that look like masks or signs
 * @param storedAs the coarsest type of its tensors, if it is coarser than float32
 * @param inputs the sizes {@code [trials, steps, channels]} of the inputs as they were read; empty if it was read without
 */
public record ModelReading(
        ArrayReference file,
        String module,
        int layers,
        Map<String, String> sources,
        Map<String, String> constants,
        Optional<String> outputs,
        List<String> notes,
        List<ArrayInfo> unused,
        List<ArrayInfo> masks,
        Optional<String> storedAs,
        List<Integer> inputs) {
    /** From the coarsest. */
    private static final List<String> COARSE_TYPES = List.of("bfloat16", "float16");

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
        return new ModelReading(
                reference,
                cell.module(),
                layers,
                sources,
                Map.of(),
                readout.map(found -> outputs(reference, found, provider)),
                notes,
                unused(reference, file, used),
                List.of(),
                coarsest(file, sources.values()),
                List.of());
    }

    /** {@return the name of each tensor in the module that the user chose, or else in the file} */
    Map<String, String> relativeSources() {
        Map<String, String> relative = new LinkedHashMap<>();
        sources.forEach((tensor, array) -> relative.put(tensor, relative(file, array)));
        return relative;
    }

    private static Optional<String> coarsest(ArrayFile file, Collection<String> names) {
        Set<String> types = names.stream()
                .filter(file::contains)
                .map(name -> file.info(name).dtype())
                .collect(Collectors.toSet());
        return COARSE_TYPES.stream().filter(types::contains).findFirst();
    }

    /** {@return the arrays of the chosen module that are not among those used} */
    static List<ArrayInfo> unused(ArrayReference reference, ArrayFile file, Collection<String> used) {
        return file.arrays().stream()
                .filter(array -> !used.contains(array.name()))
                .filter(array -> reference.name().isEmpty()
                        || !relative(reference, array.name()).equals(array.name()))
                .toList();
    }

    /** {@return the same with constants from a file of their own} */
    ModelReading withConstants(Map<String, String> where) {
        return new ModelReading(file, module, layers, sources, where, outputs, notes, unused, masks, storedAs, inputs);
    }

    /** {@return the same on inputs} */
    ModelReading on(List<Integer> shape) {
        return new ModelReading(
                file, module, layers, sources, constants, outputs, notes, unused, masks, storedAs, shape);
    }

    /** {@return the same with more that was guessed} */
    ModelReading noting(List<String> more) {
        List<String> all = Stream.concat(notes.stream(), more.stream()).toList();
        return new ModelReading(
                file, module, layers, sources, constants, outputs, all, unused, masks, storedAs, inputs);
    }

    /** {@return the same with those of the unused arrays that look like masks or signs} */
    ModelReading withMasks(List<ArrayInfo> found) {
        return new ModelReading(
                file, module, layers, sources, constants, outputs, notes, unused, found, storedAs, inputs);
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
        members.put("storedAs", storedAs);
        members.put("inputs", inputs);
        members.put("notes", notes);
        members.put("unused", unused.stream().map(ArrayInfo::name).toList());
        members.put("warnings", warnings());
        return members;
    }

    /** {@return sentences on what makes it likely that the numbers are not those of the user's network} */
    public List<String> warnings() {
        if (masks.isEmpty()) {
            return List.of();
        }
        boolean one = masks.size() == 1;
        return List.of(FoldedArrays.line(relative(masks))
                + (one ? " looks like a mask or signs" : " look like masks or signs")
                + " that the cell does not use: if the network was trained with " + (one ? "it" : "them")
                + ", these numbers are of another network. 'ntk cells dale_rate' and 'ntk cells dale_masked' print cells"
                + " that use some.");
    }

    /** {@return the names and shapes of what looks like masks or signs, or else of all that was not used; empty if there is nothing} */
    public String unusedLine() {
        return FoldedArrays.line(relative(masks.isEmpty() ? unused : masks));
    }

    private List<ArrayInfo> relative(List<ArrayInfo> arrays) {
        return arrays.stream()
                .map(array -> new ArrayInfo(relative(file, array.name()), array.dtype(), array.shape()))
                .toList();
    }

    /** {@return one line that says all of it, by names in the module that was chosen} */
    public String summary() {
        boolean outermost = module.isEmpty() || module.equals(chosen(file));
        Stream<String> where = Stream.of(
                (outermost ? "" : "module " + Quoted.of(relative(file, module)) + ", ")
                        + layers
                        + (layers == 1 ? " layer" : " layers"),
                outputs.orElse("no readout is taken"));
        Stream<String> stored = storedAs.stream().map(type -> "stored as " + type);
        Stream<String> rest =
                unused.isEmpty() ? Stream.of() : Stream.of("unused: " + FoldedArrays.line(relative(unused)));
        return String.join(
                "; ",
                Stream.of(where, stored, notes.stream(), rest)
                        .flatMap(all -> all)
                        .toList());
    }
}
