package io.ntk.io.checkpoint;

import io.ntk.io.arrays.NumericArray;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tensors that were read from a file, and where in the file they stood.
 *
 * @param module the path of their module in the file, empty for the outermost module or several
 * @param arrays the tensors under the names that were asked for, in their order
 * @param sources the name in the file of each
 * @param copies the names in the file of further arrays that are identical to tensors that were read
 * @param notes what was guessed, each a sentence without its end
 */
public record FoundTensors(
        String module,
        Map<String, NumericArray> arrays,
        Map<String, String> sources,
        Set<String> copies,
        List<String> notes) {
    /** Copies everything but the values. */
    public FoundTensors {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
        sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
        copies = Set.copyOf(copies);
        notes = List.copyOf(notes);
    }

    /**
     * {@return the same with one tensor under another name}
     *
     * @param from its name
     * @param to its new name
     * @param note says so
     */
    public FoundTensors renamed(String from, String to, String note) {
        Map<String, NumericArray> renamed = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            String now = name.equals(from) ? to : name;
            renamed.put(now, array.renamed(now));
        });
        Map<String, String> moved = new LinkedHashMap<>();
        sources.forEach((name, source) -> moved.put(name.equals(from) ? to : name, source));
        return new FoundTensors(module, renamed, moved, copies, with(note));
    }

    private List<String> with(String note) {
        return Stream.concat(notes.stream(), Stream.of(note)).distinct().toList();
    }
}
