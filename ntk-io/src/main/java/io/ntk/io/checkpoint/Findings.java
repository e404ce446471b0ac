package io.ntk.io.checkpoint;

import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which arrays of a scope were chosen, before they are read. */
final class Findings {
    private final Scope scope;
    private final Map<String, ArrayInfo> chosen = new LinkedHashMap<>();
    private final Set<String> vectors = new HashSet<>();
    private final Set<String> copies = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Findings(Scope scope) {
        this.scope = scope;
    }

    void choose(String tensor, ArrayInfo array) {
        chosen.put(tensor, array);
    }

    /** Takes an array for a vector that may be stored as a row or as a column. */
    void chooseVector(String tensor, ArrayInfo array) {
        choose(tensor, array);
        if (array.shape().size() > 1) {
            note(Quoted.of(array.name()) + " " + array.shape() + " is taken for a vector");
        }
        vectors.add(tensor);
    }

    /** Takes arrays for copies of some that are chosen. */
    void same(List<ArrayInfo> arrays) {
        arrays.forEach(array -> copies.add(array.name()));
    }

    void note(String note) {
        notes.add(note);
    }

    FoundTensors read(String module) {
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        Map<String, String> sources = new LinkedHashMap<>();
        chosen.forEach((tensor, array) -> {
            NumericArray read = scope.read(array).renamed(tensor);
            arrays.put(tensor, vectors.contains(tensor) ? read.shaped(List.of(read.values().length)) : read);
            sources.put(tensor, array.name());
        });
        return new FoundTensors(module, arrays, sources, copies, List.copyOf(notes));
    }
}
