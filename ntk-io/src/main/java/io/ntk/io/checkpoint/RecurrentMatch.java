package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds the only recurrent module of a scope by PyTorch's names. */
final class RecurrentMatch {
    private static final List<String> BIASES = List.of("bias_ih", "bias_hh", RecurrentName.BIAS);

    private final Scope scope;

    RecurrentMatch(Scope scope) {
        this.scope = scope;
    }

    RecurrentParameters read() {
        List<RecurrentName> names = namesOfOnlyModule();
        requireSupported(names);
        List<RecurrentLayer> layers = layers(names);
        Map<String, ArrayInfo> canonical = new LinkedHashMap<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            String suffix = layers.size() == 1 ? "" : "_l" + layer;
            layers.get(layer).parameters().forEach((kind, array) -> canonical.put(kind + suffix, array));
        }
        ReadoutMatch readout = new ReadoutMatch(scope, layers.get(0).hiddenSize());
        canonical.putAll(readout.match());
        Map<String, NumericArray> tensors = new LinkedHashMap<>();
        canonical.forEach((name, array) -> tensors.put(name, scope.read(array).renamed(name)));
        return new RecurrentParameters(
                scope.fullName(names.get(0).module()), layers.size(), tensors, readout.candidates());
    }

    private List<RecurrentName> namesOfOnlyModule() {
        Map<String, List<RecurrentName>> modules = scope.names().stream()
                .map(RecurrentName::of)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(RecurrentName::module, LinkedHashMap::new, Collectors.toList()));
        // A module with a bias but no recurrent weight is a linear layer.
        modules.values().removeIf(names -> names.stream().noneMatch(RecurrentName::isWeight));
        if (modules.isEmpty()) {
            throw scope.missing("holds no recurrent weights: no name ends in weight_ih or weight_hh, with or without a"
                    + " layer as in weight_ih_l0");
        }
        if (modules.size() > 1) {
            throw scope.ambiguous("recurrent weights", modules.keySet());
        }
        return modules.values().iterator().next();
    }

    private void requireSupported(List<RecurrentName> names) {
        for (RecurrentName name : names) {
            if (name.reverse()) {
                throw unsupported(name, "belongs to a bidirectional network");
            }
            if (name.kind().equals(RecurrentName.WEIGHT_HR)) {
                throw unsupported(name, "is the projection of an LSTM with proj_size");
            }
        }
    }

    private NtkException unsupported(RecurrentName name, String what) {
        return scope.refused(
                ErrorId.FILE_FORMAT,
                "has an array " + Quoted.of(scope.fullName(name.name())) + ", which " + what
                        + "; such networks are not supported",
                "Use a unidirectional network without projection.");
    }

    private List<RecurrentLayer> layers(List<RecurrentName> names) {
        Map<Integer, Map<String, ArrayInfo>> found = new TreeMap<>();
        for (RecurrentName name : names) {
            ArrayInfo array = scope.info(name.name());
            ArrayInfo other = found.computeIfAbsent(name.layer(), absent -> new HashMap<>())
                    .putIfAbsent(name.kind(), array);
            if (other != null) {
                throw scope.refused(
                        ErrorId.FILE_FORMAT,
                        "has both " + Quoted.of(other.name()) + " and " + Quoted.of(array.name())
                                + ", which mean the same",
                        "Save it again with only one of them.");
            }
        }
        List<RecurrentLayer> layers = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            RecurrentLayer layer = layer(i, found.getOrDefault(i, Map.of()));
            if (i > 0) {
                layer.requireFits(layers.get(i - 1));
            }
            layers.add(layer);
        }
        return layers;
    }

    private RecurrentLayer layer(int layer, Map<String, ArrayInfo> found) {
        Map<String, ArrayInfo> biases = new LinkedHashMap<>();
        for (String kind : BIASES) {
            ArrayInfo bias = found.get(kind);
            if (bias != null) {
                biases.put(kind, bias);
            }
        }
        return new RecurrentLayer(
                weight(RecurrentName.WEIGHT_IH, layer, found), weight(RecurrentName.WEIGHT_HH, layer, found), biases);
    }

    private ArrayInfo weight(String kind, int layer, Map<String, ArrayInfo> found) {
        ArrayInfo weight = found.get(kind);
        if (weight == null) {
            throw scope.missing("holds recurrent weights, but no " + kind + " of layer " + layer);
        }
        return weight;
    }
}
