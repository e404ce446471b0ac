package io.ntk.runtime.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.model.ParameterSelection;
import io.ntk.io.checkpoint.ModulePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What users may call the parameter tensors of a model that was read from a file: by the names of the cell, or by those of the arrays,
 * such as {@code rnn.weight_hh_l0}, with or without the path before and the layer of a network of one layer.
 */
final class TensorNames {
    /** How names of a network of one layer may end. */
    static final String ONLY_LAYER = "_l0";

    private static final Pattern LAYER = Pattern.compile("_l\\d{1,4}$");

    /** Results go to terminals and spreadsheets, where other characters may be commands. */
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_./-]*");

    private final List<String> tensors;
    private final Map<String, String> arrays = new LinkedHashMap<>();

    /**
     * Knows the names of a model.
     *
     * @param layout its tensors
     * @param sources the name in the file, or in the module that was chosen, of each
     */
    TensorNames(ParameterLayout layout, Map<String, String> sources) {
        this.tensors = layout.names();
        Set<String> taken = new HashSet<>(tensors);
        for (String tensor : tensors) {
            String array = sources.get(tensor);
            if (array != null && isNameOf(array, tensor) && taken.add(array)) {
                arrays.put(tensor, array);
            }
        }
    }

    /**
     * {@return what results call tensors, by tensor: the array's name where it is the tensor's behind a path or before a layer, of
     * letters, digits and _ . / - alone}
     */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>(arrays);
        labels.values().removeIf(array -> !PLAIN.matcher(array).matches());
        return labels;
    }

    /**
     * {@return the same selection by the names of the cell}
     *
     * @param asked patterns for any of the names
     * @throws NtkException {@link ErrorId#UNKNOWN_PARAMETER} if a pattern matches no tensor by any of its names
     */
    ParameterSelection resolve(ParameterSelection asked) {
        List<String> own = new ArrayList<>();
        for (String glob : asked.globs()) {
            Predicate<String> matches = ParameterSelection.of(List.of(glob))::includes;
            List<String> matched = tensors.stream().anyMatch(matches) ? List.of(glob) : tensorsCalled(matches);
            if (matched.isEmpty()) {
                throw new NtkException(
                        ErrorId.UNKNOWN_PARAMETER,
                        "No parameter tensor matches '" + glob + "'.",
                        ClosestName.remedy(
                                glob, tensors.stream().map(this::label).toList()));
            }
            own.addAll(matched);
        }
        return ParameterSelection.of(own);
    }

    private String label(String tensor) {
        return arrays.getOrDefault(tensor, tensor);
    }

    private List<String> tensorsCalled(Predicate<String> matches) {
        return tensors.stream()
                .filter(tensor -> otherNames(tensor).anyMatch(matches))
                .toList();
    }

    /** The array's name, and what is left of it without the first parts of its path, each with and without the only layer. */
    private Stream<String> otherNames(String tensor) {
        String name = label(tensor);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < name.length() && separators(name.substring(i)) >= separators(tensor); i++) {
            if (i == 0 || ModulePath.isSeparator(name.charAt(i - 1))) {
                names.add(name.substring(i));
            }
        }
        if (withoutLayer(tensor).equals(tensor)) {
            List.copyOf(names)
                    .forEach(one -> names.add(
                            one.endsWith(ONLY_LAYER)
                                    ? one.substring(0, one.length() - ONLY_LAYER.length())
                                    : one + ONLY_LAYER));
        }
        return names.stream();
    }

    private static boolean isNameOf(String array, String tensor) {
        String last = ModulePath.of(array).leaf();
        String own = ModulePath.of(tensor).leaf();
        return last.equals(own) || withoutLayer(last).equals(own);
    }

    /** {@return a tensor's name without the layer that it ends with, if it does} */
    static String withoutLayer(String name) {
        return LAYER.matcher(name).replaceFirst("");
    }

    private static long separators(String name) {
        return name.chars().filter(c -> ModulePath.isSeparator((char) c)).count();
    }
}
