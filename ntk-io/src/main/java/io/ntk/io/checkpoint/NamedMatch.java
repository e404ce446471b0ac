package io.ntk.io.checkpoint;

import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Matches the names that a cell declares against the names in a file. */
final class NamedMatch {
    private static final String FIRST_LAYER = "_l0";

    private final Scope scope;
    private final List<String> expected;
    private final Set<String> optional;
    private final TensorMap map;
    private final Findings findings;
    private final List<Module> modules;

    /**
     * Prepares the search.
     *
     * @param expected distinct names
     * @param optional those that may be absent, without a layer
     * @param map where the user says that some stand
     */
    NamedMatch(Scope scope, List<String> expected, Set<String> optional, TensorMap map) {
        this.scope = scope;
        this.expected = List.copyOf(expected);
        this.optional = optional;
        this.map = map;
        this.findings = new Findings(scope);
        Map<String, Module> byPath = new LinkedHashMap<>();
        for (String name : searched()) {
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

    FoundTensors read() {
        Module match = match();
        List<String> missing = searched().stream()
                .filter(name -> !match.found().containsKey(name) && isRequired(name))
                .toList();
        if (!missing.isEmpty()) {
            Reparametrization.refuseIn(scope, missing::contains);
            throw missing(missing);
        }
        for (String name : expected) {
            if (map.pattern(name).isPresent()) {
                List<ArrayInfo> arrays = scope.mapped(name, map.pattern(name).get());
                findings.choose(name, arrays.get(0));
                findings.same(arrays.subList(1, arrays.size()));
            } else if (match.found().containsKey(name)) {
                findings.choose(name, scope.info(match.found().getOrDefault(name, name)));
            }
        }
        return findings.read(scope.fullName(match.path()));
    }

    /** {@return the names that the user does not map} */
    private List<String> searched() {
        return expected.stream().filter(name -> map.pattern(name).isEmpty()).toList();
    }

    private boolean isRequired(String name) {
        return !optional.contains(name.replaceFirst("_l[0-9]{1,4}$", "")) && !optional.contains(name);
    }

    /** {@return the module, and the names in the scope by expected name, as far as they are found} */
    private Module match() {
        List<Module> complete = modules.stream()
                .filter(module -> searched().stream().filter(this::isRequired).allMatch(module.found()::containsKey))
                .toList();
        for (Module module : complete) {
            if (module.path().isEmpty() || areCopies(module, complete)) {
                return module;
            }
        }
        if (complete.size() > 1) {
            throw ambiguous(Quoted.list(expected), complete);
        }
        // Parameters of one module belong together: a 'bias' from another module would be another layer's.
        for (Module module : modules) {
            if (module.found().size() > 1) {
                return module;
            }
        }
        return scattered();
    }

    /** {@return whether all modules hold the same arrays as one of them} */
    private boolean areCopies(Module original, List<Module> all) {
        for (Module other : all) {
            if (!other.equals(original)) {
                for (Map.Entry<String, String> entry : other.found().entrySet()) {
                    String first = original.found().get(entry.getKey());
                    if (first == null || !scope.identical(List.of(scope.info(first), scope.info(entry.getValue())))) {
                        return false;
                    }
                }
            }
        }
        for (Module other : all) {
            if (!other.equals(original)) {
                findings.same(other.found().values().stream().map(scope::info).toList());
                findings.note("module " + Quoted.of(scope.fullName(other.path())) + " holds the same arrays");
            }
        }
        return true;
    }

    private Module scattered() {
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : searched()) {
            List<Module> holders = modules.stream()
                    .filter(module -> module.found().containsKey(name))
                    .toList();
            List<ArrayInfo> arrays = holders.stream()
                    .map(module -> scope.info(module.found().getOrDefault(name, name)))
                    .toList();
            if (holders.size() > 1 && !scope.identical(arrays)) {
                throw ambiguous(Quoted.of(name), holders);
            }
            if (!holders.isEmpty()) {
                found.putAll(holders.get(0).found());
                findings.same(arrays.subList(1, arrays.size()));
            }
        }
        return new Module("", found);
    }

    private NtkException ambiguous(String what, List<Module> holders) {
        return scope.ambiguous(what, holders.stream().map(Module::path).toList());
    }

    private NtkException missing(List<String> names) {
        // With several missing names, a single suggestion would be ambiguous.
        String suggestion = names.size() > 1 ? "" : Quoted.suggestion(names.get(0), otherLeaves(names.get(0)));
        return scope.missing(
                "lacks " + Quoted.list(names), suggestion + "--map " + names.get(0) + "=NAME says where one stands. ");
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
