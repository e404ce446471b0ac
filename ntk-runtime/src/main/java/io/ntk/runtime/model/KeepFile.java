package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.KeptEntries;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import io.ntk.io.checkpoint.ModulePath;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads which elements of θ are differentiated, from masks that are laid out as the parameters are in the checkpoint, under the names
 * of its arrays, or that have the parameters' own names and shapes. As in checkpoints, a path may come before a name, and the layer 0
 * of a network of one layer after it.
 */
final class KeepFile {
    private final ParameterLayout layout;
    private final Map<String, List<StoredPlace>> places;
    private final Consumer<String> notes;

    /**
     * Makes a reader for a model.
     *
     * @param layout the layout of θ
     * @param places where tensors stood in the checkpoint, those that had names or layouts of its own
     * @param notes is told what was guessed
     */
    KeepFile(ParameterLayout layout, List<StoredPlace> places, Consumer<String> notes) {
        this.layout = layout;
        this.notes = notes;
        this.places = places.stream()
                .collect(Collectors.groupingBy(StoredPlace::array, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Reads the masks.
     *
     * @param reference the file, optionally with what comes before the names of its masks
     * @return the entries
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} for an array that is no parameter's mask, {@link
     *     ErrorId#INVALID_ARGUMENT} for two masks of one parameter, or for another number than 0 and 1, {@link
     *     ErrorId#SHAPE_MISMATCH} naming both shapes, {@link ErrorId#ARRAY_NOT_FOUND} if there are no masks
     */
    KeptEntries read(ArrayReference reference) {
        Map<String, double[]> masks = new LinkedHashMap<>();
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            for (String name : names(file, reference)) {
                NumericArray mask = file.read(name);
                Optional<List<StoredPlace>> stored =
                        longest(name, places.keySet()).map(places::get);
                if (stored.isPresent()) {
                    for (StoredPlace place : stored.get()) {
                        requireShape(
                                mask,
                                "the array '" + place.array() + "'",
                                place.stored().shape());
                        put(masks, place.tensor(), place.read(mask.values()), reference);
                    }
                } else {
                    ParameterTensor tensor = tensor(name, reference);
                    requireShape(mask, "parameter tensor '" + tensor.name() + "'", tensor.shape());
                    put(masks, tensor.name(), mask.values(), reference);
                }
            }
        }
        return KeptEntries.of(layout, masks);
    }

    private void requireShape(NumericArray mask, String masked, List<Integer> shape) {
        if (shape.size() == 1 && mask.shape().size() == 2 && mask.isVector(shape.get(0))) {
            notes.accept("mask " + Quoted.of(mask.name()) + " " + mask.shape() + " is taken for a vector");
            return;
        }
        if (!mask.shape().equals(shape)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    mask.description() + " has shape " + mask.shape() + ", but " + masked + " has shape " + shape + ".",
                    "Give a mask of the shape of the parameter.");
        }
    }

    private static void put(Map<String, double[]> masks, String tensor, double[] mask, ArrayReference reference) {
        if (masks.put(tensor, mask) != null) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + reference + "' holds two masks of parameter tensor '" + tensor + "'.",
                    "Leave one of them.");
        }
    }

    private static List<String> names(ArrayFile file, ArrayReference reference) {
        List<String> names = reference
                .name()
                .map(prefix -> file.names().stream()
                        .filter(name -> isUnder(name, prefix))
                        .toList())
                .orElse(file.names());
        if (names.isEmpty()) {
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "'" + reference + "' holds no masks.",
                    "Give arrays of 0 and 1 under the names of the parameters.");
        }
        return names;
    }

    private static boolean isUnder(String name, String prefix) {
        boolean isWhole = prefix.endsWith(".") || prefix.endsWith("/");
        return isWhole ? name.startsWith(prefix) : name.startsWith(prefix + ".") || name.startsWith(prefix + "/");
    }

    private ParameterTensor tensor(String stored, ArrayReference reference) {
        return longest(stored, layout.names())
                .or(() -> stored.endsWith(TensorNames.ONLY_LAYER)
                        ? longest(
                                stored.substring(0, stored.length() - TensorNames.ONLY_LAYER.length()), layout.names())
                        : Optional.empty())
                .map(layout::tensor)
                .orElseThrow(() -> new NtkException(
                        ErrorId.UNKNOWN_PARAMETER,
                        "'" + reference + "' holds an array '" + stored + "', which is the mask of no parameter.",
                        "Give masks under the names of parameters only: " + String.join(", ", names())
                                + "; or put what comes before their names after a colon, as in FILE:keep."));
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(places.keySet());
        names.addAll(layout.names());
        return names;
    }

    /** {@return the longest of some names with which a stored name ends} */
    private static Optional<String> longest(String stored, Collection<String> names) {
        return names.stream()
                .filter(name -> ModulePath.isEnd(stored, name))
                .max((a, b) -> Integer.compare(a.length(), b.length()));
    }
}
