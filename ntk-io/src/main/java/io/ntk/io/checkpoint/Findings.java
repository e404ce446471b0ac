package io.ntk.io.checkpoint;

import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which arrays of a scope were chosen, before they are read. */
final class Findings {
    private final Scope scope;
    private final Map<String, ArrayInfo> chosen = new LinkedHashMap<>();
    private final Set<String> copies = new LinkedHashSet<>();
    private final Set<String> notes = new LinkedHashSet<>();

    Findings(Scope scope) {
        this.scope = scope;
    }

    void choose(String tensor, ArrayInfo array) {
        chosen.put(tensor, array);
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
            arrays.put(tensor, scope.read(array).renamed(tensor));
            sources.put(tensor, array.name());
        });
        return new FoundTensors(module, arrays, sources, copies, List.copyOf(notes));
    }
}
