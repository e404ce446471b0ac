package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The arrays of one module of a file, or of the whole file, by their names relative to that module. */
final class Scope {
    /** More arrays than this are not compared with each other: a file may hold any number. */
    private static final int MOST_COMPARED = 16;

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

    /** {@return this module, and those around it up to the outermost} */
    List<Scope> outwards() {
        List<Scope> scopes = new ArrayList<>(List.of(this));
        for (String path = module; !path.isEmpty(); ) {
            path = ModulePath.of(path).module();
            scopes.add(path.isEmpty() ? whole(file) : within(file, path));
        }
        return scopes;
    }

    /** {@return the names of all arrays in the file} */
    List<String> fileNames() {
        return file.names();
    }

    /** {@return the description of an array by its name in the file} */
    ArrayInfo infoInFile(String fullName) {
        return file.info(fullName);
    }

    /**
     * Finds the array that the user says a tensor is, in this module or else in the whole file.
     *
     * @return the array, and others that are identical to it
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there is none, {@link ErrorId#INVALID_ARGUMENT} if several
     *     that differ match
     */
    List<ArrayInfo> mapped(String tensor, String pattern) {
        Glob glob = new Glob(pattern);
        List<String> found = contains(pattern)
                ? List.of(fullName(pattern))
                : file.contains(pattern)
                        ? List.of(pattern)
                        : names().stream()
                                .filter(glob::matches)
                                .map(this::fullName)
                                .toList();
        if (found.isEmpty()) {
            found = file.names().stream().filter(glob::matches).toList();
        }
        if (found.isEmpty()) {
            throw missing(
                    "holds no array " + Quoted.of(pattern) + ", which " + tensor + " is said to be",
                    Quoted.suggestion(pattern, file.names()));
        }
        List<ArrayInfo> arrays = found.stream().map(file::info).toList();
        if (!identical(arrays)) {
            throw refused(
                    ErrorId.INVALID_ARGUMENT,
                    "holds several arrays " + Quoted.of(pattern) + ", which " + tensor + " is said to be: "
                            + Quoted.list(found),
                    "Name one of them.");
        }
        return arrays;
    }

    /** {@return whether all arrays have one shape and the same values} Values are read only if all shapes are one. */
    boolean identical(List<ArrayInfo> arrays) {
        if (arrays.size() == 1) {
            return true;
        }
        if (arrays.size() > MOST_COMPARED
                || arrays.stream().map(ArrayInfo::shape).distinct().count() > 1) {
            return false;
        }
        double[] first = file.read(arrays.get(0).name()).values();
        return arrays.stream()
                .skip(1)
                .allMatch(array -> Arrays.equals(first, file.read(array.name()).values()));
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
