package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arrays of one module of a file, or of the whole file, by their names relative to that module. */
final class Scope {
    private final ArrayFile file;
    private final String module;
    private final Map<String, String> fullNames;

    private Scope(ArrayFile file, String module, Map<String, String> fullNames) {
        this.file = file;
        this.module = module;
        this.fullNames = fullNames;
    }

    static Scope whole(ArrayFile file) {
        Map<String, String> names = new LinkedHashMap<>();
        file.names().forEach(name -> names.put(name, name));
        return new Scope(file, "", names);
    }

    /**
     * Takes the arrays of one module and of the modules inside it.
     *
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there are none
     */
    static Scope within(ArrayFile file, String module) {
        String path = module.endsWith(".") || module.endsWith("/") ? module.substring(0, module.length() - 1) : module;
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> modules = new LinkedHashSet<>();
        for (String name : file.names()) {
            for (int i = 0; i < name.length(); i++) {
                if (ModulePath.isSeparator(name.charAt(i))) {
                    modules.add(name.substring(0, i));
                    if (i == path.length() && name.startsWith(path)) {
                        names.put(name.substring(i + 1), name);
                    }
                }
            }
        }
        if (names.isEmpty()) {
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "File " + Quoted.of(file.path()) + " holds no array under " + Quoted.of(path) + ".",
                    Quoted.suggestion(path, modules) + "It holds " + Quoted.list(file.names()) + ".");
        }
        return new Scope(file, path, names);
    }

    Collection<String> names() {
        return fullNames.keySet();
    }

    boolean contains(String name) {
        return fullNames.containsKey(name);
    }

    ArrayInfo info(String name) {
        return file.info(fullName(name));
    }

    /** {@return the array, whose values are finite} */
    NumericArray read(ArrayInfo array) {
        return file.read(array.name()).requireFinite();
    }

    /** {@return the name in the file of an array or a module of this scope} */
    String fullName(String name) {
        String known = fullNames.get(name);
        if (known != null || module.isEmpty()) {
            return known == null ? name : known;
        }
        return name.isEmpty() ? module : module + "." + name;
    }

    /** {@return the refusal of a choice between several modules of this scope} */
    NtkException ambiguous(String what, Collection<String> modules) {
        List<String> paths = modules.stream().map(this::fullName).toList();
        String example =
                paths.stream().filter(path -> !path.isEmpty()).findFirst().orElse("MODULE");
        return refused(
                ErrorId.INVALID_ARGUMENT,
                "holds " + what + " in " + paths.size() + " modules: " + Quoted.list(paths),
                "Name one as FILE:PREFIX, for instance " + Quoted.of(file.path() + ":" + example) + ".");
    }

    /** {@return the refusal of a scope that lacks required arrays} */
    NtkException missing(String predicate) {
        return missing(predicate, "");
    }

    NtkException missing(String predicate, String suggestion) {
        String present = "It holds " + Quoted.list(fullNames.values()) + ".";
        return refused(ErrorId.ARRAY_NOT_FOUND, predicate, suggestion + present);
    }

    NtkException refused(ErrorId id, String predicate, String remedy) {
        String whole = "File " + Quoted.of(file.path());
        String subject = module.isEmpty() ? whole : whole + " under " + Quoted.of(module);
        return new NtkException(id, subject + " " + predicate + ".", remedy);
    }
}
