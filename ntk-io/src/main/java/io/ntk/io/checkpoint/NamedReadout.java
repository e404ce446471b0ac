package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The readout's weight that the user names: an array, or the module that holds it, in or around the chosen module. */
final class NamedReadout {
    private final Scope scope;
    private final String name;

    NamedReadout(Scope scope, String name) {
        this.scope = scope;
        this.name = name.endsWith(".") || name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    }

    /**
     * {@return the weight, and others that are identical to it}
     *
     * @throws io.ntk.api.NtkException {@link ErrorId#ARRAY_NOT_FOUND} if there is none, {@link ErrorId#INVALID_ARGUMENT} if
     *     there are several
     */
    List<ArrayInfo> find() {
        for (Scope around : scope.outwards()) {
            for (String spelling : spellings()) {
                if (around.contains(spelling)) {
                    return List.of(around.info(spelling));
                }
            }
        }
        List<ArrayInfo> inside = new ArrayList<>();
        for (String full : scope.fileNames()) {
            if (spellings().stream()
                    .anyMatch(spelling -> full.endsWith("." + spelling) || full.endsWith("/" + spelling))) {
                inside.add(scope.infoInFile(full));
            }
        }
        if (inside.isEmpty()) {
            throw missing();
        }
        if (!scope.identical(inside)) {
            throw scope.refused(
                    ErrorId.INVALID_ARGUMENT,
                    "holds several readouts " + Quoted.of(name) + ": "
                            + Quoted.list(inside.stream().map(ArrayInfo::name).toList()),
                    "Give --readout the whole name of one.");
        }
        return inside;
    }

    private RuntimeException missing() {
        List<String> below = scope.fileNames().stream()
                .filter(full -> full.startsWith(name + ".") || full.startsWith(name + "/"))
                .toList();
        List<String> weights = scope.fileNames().stream()
                .filter(full -> LinearName.of(full).isPresent())
                .toList();
        return scope.refused(
                ErrorId.ARRAY_NOT_FOUND,
                below.isEmpty()
                        ? "holds neither an array nor a module " + Quoted.of(name) + ", which the readout is said to be"
                        : "holds no weight of the module " + Quoted.of(name) + ", but " + Quoted.list(below),
                "Give --readout the name of one array"
                        + (weights.isEmpty() ? "." : ", such as one of " + Quoted.list(weights) + "."));
    }

    private List<String> spellings() {
        return Stream.concat(Stream.of(name), LinearName.weightsOf(name).stream())
                .toList();
    }
}
