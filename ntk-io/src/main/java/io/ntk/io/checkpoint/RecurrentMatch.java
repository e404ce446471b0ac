package io.ntk.io.checkpoint;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.io.arrays.ArrayInfo;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the only recurrent module of a scope by PyTorch's names. */
final class RecurrentMatch {
    /** With more modules than this, copies are not looked for: a file may hold any number. */
    private static final int MOST_COMPARED = 16;

    private static final int MOST_MATRICES = 1000;
    /** Of a plain network, a GRU and an LSTM. */
    private static final List<Long> GATES = List.of(1L, 3L, 4L);

    private static final List<String> BIASES = List.of("bias_ih", "bias_hh", RecurrentName.BIAS);

    private final Scope scope;
    private final TensorMap map;
    private final Findings findings;

    RecurrentMatch(Scope scope, TensorMap map) {
        this.scope = scope;
        this.map = map;
        this.findings = new Findings(scope);
    }

    RecurrentParameters read() {
        Map<Integer, Map<String, ArrayInfo>> found = new TreeMap<>();
        String module = "";
        if (!isMappedWholly()) {
            Reparametrization.refuseIn(
                    scope,
                    leaf -> RecurrentName.of(leaf)
                            .filter(RecurrentName::isOfPyTorch)
                            .isPresent());
            List<RecurrentName> names = namesOfOnlyModule();
            requireSupported(names);
            collect(names, found);
            module = scope.fullName(names.get(0).module());
        }
        addMapped(found);
        List<RecurrentLayer> layers = layers(found);
        for (int layer = 0; layer < layers.size(); layer++) {
            String suffix = layers.size() == 1 ? "" : "_l" + layer;
            RecurrentLayer parameters = layers.get(layer);
            findings.choose(RecurrentName.WEIGHT_IH + suffix, parameters.weightIh());
            findings.choose(RecurrentName.WEIGHT_HH + suffix, parameters.weightHh());
            parameters.biases().forEach((kind, array) -> findings.chooseVector(kind + suffix, array));
        }
        return new RecurrentParameters(layers.size(), findings.read(module));
    }

    /** {@return whether the user names both weights of the first layer, so that nothing is left to be found} */
    private boolean isMappedWholly() {
        return mappedNames()
                .filter(name -> name.layer() == 0)
                .map(RecurrentName::kind)
                .collect(Collectors.toSet())
                .containsAll(List.of(RecurrentName.WEIGHT_IH, RecurrentName.WEIGHT_HH));
    }

    private Stream<RecurrentName> mappedNames() {
        return map.tensors().stream().map(RecurrentName::of).flatMap(Optional::stream);
    }

    private void addMapped(Map<Integer, Map<String, ArrayInfo>> found) {
        mappedNames().forEach(name -> {
            List<ArrayInfo> arrays =
                    scope.mapped(name.name(), map.pattern(name.name()).orElse(name.name()));
            found.computeIfAbsent(name.layer(), absent -> new HashMap<>()).put(name.kind(), arrays.get(0));
            findings.same(arrays.subList(1, arrays.size()));
        });
    }

    private List<RecurrentName> namesOfOnlyModule() {
        Map<String, List<RecurrentName>> modules = scope.names().stream()
                .map(RecurrentName::of)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(RecurrentName::module, LinkedHashMap::new, Collectors.toList()));
        // A module with a bias but no recurrent weight is a linear layer.
        modules.values().removeIf(names -> names.stream().noneMatch(RecurrentName::isWeight));
        if (modules.isEmpty()) {
            throw KerasLayout.names(scope.names())
                    ? scope.refused(
                            ErrorId.FILE_FORMAT, "holds recurrent weights under Keras' names", KerasLayout.REMEDY)
                    : scope.missing(
                            "holds no recurrent weights: no name ends in weight_ih or weight_hh, with or without"
                                    + " a layer as in weight_ih_l0",
                            mayHoldModule()
                                    ? "If it is a module of PyTorch under other names, --map weight_ih=NAME --map"
                                            + " weight_hh=NAME say which; a step of your own needs an equation file. "
                                    : "");
        }
        List<RecurrentName> exact = modules.get("");
        if (exact != null) {
            dropCopies(modules, "");
            return exact;
        }
        for (String path : List.copyOf(modules.keySet())) {
            if (modules.containsKey(path)) {
                dropCopies(modules, path);
            }
        }
        if (modules.size() > 1) {
            throw scope.ambiguous("recurrent weights", modules.keySet());
        }
        return modules.values().iterator().next();
    }

    /** {@return whether the shapes of two arrays could be those of a module's weights, [gates H, H] and [gates H, I]} */
    private boolean mayHoldModule() {
        List<List<Long>> matrices = scope.names().stream()
                .map(name -> scope.info(name).shape())
                .filter(shape -> shape.size() == 2 && !shape.contains(0L))
                .limit(MOST_MATRICES)
                .toList();
        return matrices.stream()
                .filter(shape -> shape.get(0) % shape.get(1) == 0 && GATES.contains(shape.get(0) / shape.get(1)))
                .anyMatch(recurrent -> matrices.stream()
                        .anyMatch(other -> other != recurrent && other.get(0).equals(recurrent.get(0))));
    }

    /** Drops the modules whose arrays are all identical to those of one: a module may be registered under two names. */
    private void dropCopies(Map<String, List<RecurrentName>> modules, String path) {
        if (modules.size() > MOST_COMPARED) {
            return;
        }
        List<RecurrentName> original = modules.getOrDefault(path, List.of());
        modules.entrySet().removeIf(other -> {
            boolean copy =
                    !other.getKey().equals(path) && other.getValue().stream().allMatch(name -> isIn(original, name));
            if (copy) {
                findings.same(other.getValue().stream()
                        .map(name -> scope.info(name.name()))
                        .toList());
                findings.note("module " + Quoted.of(scope.fullName(other.getKey())) + " holds the same arrays");
            }
            return copy;
        });
    }

    private boolean isIn(List<RecurrentName> module, RecurrentName wanted) {
        return module.stream()
                .anyMatch(name -> name.kind().equals(wanted.kind())
                        && name.layer() == wanted.layer()
                        && name.reverse() == wanted.reverse()
                        && scope.identical(List.of(scope.info(name.name()), scope.info(wanted.name()))));
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

    private void collect(List<RecurrentName> names, Map<Integer, Map<String, ArrayInfo>> found) {
        for (RecurrentName name : names) {
            ArrayInfo array = scope.info(name.name());
            ArrayInfo other = found.computeIfAbsent(name.layer(), absent -> new HashMap<>())
                    .putIfAbsent(name.kind(), array);
            if (other != null && !scope.identical(List.of(other, array))) {
                throw scope.refused(
                        ErrorId.FILE_FORMAT,
                        "has both " + Quoted.of(other.name()) + " and " + Quoted.of(array.name())
                                + ", which mean the same",
                        "Save it again with only one of them.");
            }
            if (other != null) {
                findings.same(List.of(array));
            }
        }
    }

    private List<RecurrentLayer> layers(Map<Integer, Map<String, ArrayInfo>> found) {
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
            throw scope.missing(
                    "holds recurrent weights, but no " + kind + " of layer " + layer,
                    "--map " + kind + (layer == 0 ? "" : "_l" + layer) + "=NAME says under which name it stands. ");
        }
        return weight;
    }
}
