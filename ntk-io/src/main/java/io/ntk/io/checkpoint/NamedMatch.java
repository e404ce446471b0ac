package io.ntk.io.checkpoint;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matches the names that a cell declares against the names in a file. */
final class NamedMatch {
    private static final String FIRST_LAYER = "_l0";

    private final Scope scope;
    private final List<String> expected;
    private final List<Module> modules;

    NamedMatch(Scope scope, List<String> expected) {
        this.scope = scope;
        this.expected = List.copyOf(expected);
        Map<String, Module> byPath = new LinkedHashMap<>();
        for (String name : expected) {
            // The order prefers the name itself to its other spelling.
            for (String spelling : List.of(name, otherSpelling(name))) {
                for (String candidate : scope.names()) {
                    if (isNameIn(candidate, spelling)) {
                        String path = candidate.substring(0, Math.max(0, candidate.length() - spelling.length() - 1));
                        byPath.computeIfAbsent(path, Module::new).found().putIfAbsent(name, candidate);
                    }
                }
            }
        }
        this.modules = List.copyOf(byPath.values());
    }

    /** A module that holds some expected names, and the full names in the scope by expected name. */
    private record Module(String path, Map<String, String> found) {
        Module(String path) {
            this(path, new LinkedHashMap<>());
        }
    }

    Map<String, NumericArray> read() {
        Map<String, String> match = match();
        List<String> missing =
                expected.stream().filter(name -> !match.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw missing(missing);
        }
        Map<String, NumericArray> arrays = new LinkedHashMap<>();
        for (String name : expected) {
            String found = match.getOrDefault(name, name);
            arrays.put(name, scope.read(scope.info(found)).renamed(name));
        }
        return Collections.unmodifiableMap(arrays);
    }

    /** {@return the names in the scope by expected name, as far as they are found} */
    private Map<String, String> match() {
        List<Module> complete = modules.stream()
                .filter(module -> module.found().size() == expected.size())
                .toList();
        for (Module module : complete) {
            if (complete.size() == 1 || module.path().isEmpty()) {
                return module.found();
            }
        }
        if (complete.size() > 1) {
            throw ambiguous(Quoted.list(expected), complete);
        }
        // Parameters of one module belong together: a 'bias' from another module would be another layer's.
        for (Module module : modules) {
            if (module.found().size() > 1) {
                return module.found();
            }
        }
        return scattered();
    }

    private Map<String, String> scattered() {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : expected) {
            List<Module> holders = modules.stream()
                    .filter(module -> module.found().containsKey(name))
                    .toList();
            if (holders.size() > 1) {
                throw ambiguous(Quoted.of(name), holders);
            }
            holders.forEach(module -> found.putAll(module.found()));
        }
        return found;
    }

    private NtkException ambiguous(String what, List<Module> holders) {
        return scope.ambiguous(what, holders.stream().map(Module::path).toList());
    }

    private NtkException missing(List<String> names) {
        // With several missing names, a single suggestion would be ambiguous.
        String suggestion = names.size() > 1 ? "" : Quoted.suggestion(names.get(0), otherLeaves(names.get(0)));
        return scope.missing("lacks " + Quoted.list(names), suggestion);
    }

    private List<String> otherLeaves(String name) {
        return scope.names().stream()
                .map(present -> ModulePath.of(present).leaf())
                .filter(leaf -> !leaf.equals(name))
                .toList();
    }

    /** {@return whether a candidate is the name itself or the name inside a module} */
    private static boolean isNameIn(String candidate, String name) {
        int separator = candidate.length() - name.length() - 1;
        return candidate.equals(name)
                || (separator > 0 && candidate.endsWith(name) && ModulePath.isSeparator(candidate.charAt(separator)));
    }

    private static String otherSpelling(String name) {
        return name.endsWith(FIRST_LAYER)
                ? name.substring(0, name.length() - FIRST_LAYER.length())
                : name + FIRST_LAYER;
    }
}
