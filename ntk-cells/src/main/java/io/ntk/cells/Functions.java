package io.ntk.cells;

import io.ntk.api.cell.Elementary;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The functions that expressions may call, by name. */
final class Functions {
    /** The function that returns its argument: a choice for declared functions. */
    static final String IDENTITY = "identity";

    private static final Map<String, Elementary> ELEMENTARY = new TreeMap<>(Map.of(
            "tanh", Elementary.TANH,
            "sigmoid", Elementary.SIGMOID,
            "relu", Elementary.RELU,
            "softplus", Elementary.SOFTPLUS,
            "exp", Elementary.EXP,
            "log", Elementary.LOG,
            "sqrt", Elementary.SQRT,
            "sin", Elementary.SIN,
            "cos", Elementary.COS,
            "abs", Elementary.ABS));

    private Functions() {}

    static boolean isKnown(String name) {
        return name.equals(IDENTITY) || ELEMENTARY.containsKey(name);
    }

    /** {@return the function; empty for the identity} */
    static Optional<Elementary> find(String name) {
        return Optional.ofNullable(ELEMENTARY.get(name));
    }

    static SortedSet<String> names() {
        TreeSet<String> names = new TreeSet<>(ELEMENTARY.keySet());
        names.add(IDENTITY);
        return names;
    }
}
