package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.cells.EquationProvider;
import io.ntk.cells.StoredShape;
import io.ntk.cells.StoredTensor;
import io.ntk.cells.TensorDeclaration;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.arrays.Quoted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the tensors of a cell of equations from a checkpoint: where its file says that they stand. */
final class EquationTensors {
    private final EquationProvider provider;
    private final Optional<ArrayReference> constants;
    private final CellOptions options;
    private final Map<String, NumericArray> found = new LinkedHashMap<>();
    private final Map<String, StoredShape> shapes = new HashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final Set<String> absent = new HashSet<>();

    EquationTensors(EquationProvider provider, ModelSettings settings) {
        this.provider = provider;
        this.constants = settings.equations().arrays();
        OptionalDouble dt = settings.dt();
        this.options = dt.isPresent() ? CellOptions.DEFAULT.withDt(dt.getAsDouble()) : CellOptions.DEFAULT;
    }

    /**
     * A model and its values.
     *
     * @param model the model
     * @param values the tensors of θ, by name
     * @param places where they stood
     */
    record Read(RecurrentModel model, Map<String, double[]> values, List<StoredPlace> places) {}

    /**
     * Reads a model.
     *
     * @param checkpoint the file, optionally with the module inside it
     * @param inputs the width of the inputs
     * @param outputs whether a readout is needed
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} naming the tensor, {@link ErrorId#INVALID_ARGUMENT} if several
     *     arrays could be one, {@link ErrorId#SHAPE_MISMATCH}, {@link ErrorId#NON_FINITE}, or as {@link ArrayFile#read}
     */
    Read read(ArrayReference checkpoint, int inputs, boolean outputs) {
        try (ArrayFile file = ArrayFile.open(checkpoint.file())) {
            return read(file, checkpoint, inputs, outputs);
        }
    }

    /** Reads a model from a file that is open already. */
    Read read(ArrayFile file, ArrayReference checkpoint, int inputs, boolean outputs) {
        provider.definition().parameters().forEach(tensor -> find(file, checkpoint, tensor));
        if (constants.isEmpty()) {
            provider.definition().arrays().forEach(tensor -> find(file, checkpoint, tensor));
        } else {
            readConstants(constants.get());
        }
        Map<String, Integer> lengths = provider.lengths(shapes, inputs);
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, double[]> arrays = new LinkedHashMap<>();
        List<StoredPlace> places = provider.definition().parameters().stream()
                .map(TensorDeclaration::name)
                .filter(shapes::containsKey)
                .map(name -> new StoredPlace(name, shape(name), lengths))
                .toList();
        found.forEach((name, array) -> values.put(name, shape(name).read(array.values(), lengths)));
        provider.definition().arrays().forEach(tensor -> {
            double[] array = values.remove(tensor.name());
            if (array != null) {
                arrays.put(tensor.name(), array);
            }
        });
        Cell cell = provider.create(present(), lengths, arrays);
        int inputSize = length(lengths, "I");
        int hiddenSize = length(lengths, "H");
        RecurrentModel model = new RecurrentModel(provider.name(), cell, inputSize, hiddenSize);
        if (outputs) {
            Readout readout = readout(file, checkpoint, model.readWidth(), values);
            model = new RecurrentModel(provider.name(), cell, inputSize, hiddenSize, Optional.of(readout));
        }
        return new Read(model, values, places);
    }

    /** {@return the names in the file of the arrays that were read} */
    Set<String> claimed() {
        return Set.copyOf(claimed);
    }

    /** {@return the options of a cell with exactly the optional tensors that were found} */
    private CellOptions present() {
        boolean hasVectors = provider.definition().parameters().stream()
                .anyMatch(tensor -> tensor.isOptional() && tensor.isVector());
        return (hasVectors ? options.withBias(true) : options).withAbsent(absent);
    }

    private static int length(Map<String, Integer> lengths, String name) {
        return java.util.Objects.requireNonNull(lengths.get(name));
    }

    private StoredShape shape(String name) {
        return java.util.Objects.requireNonNull(shapes.get(name));
    }

    private void readConstants(ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            provider.definition().arrays().forEach(tensor -> find(file, reference, tensor));
        }
    }

    private void find(ArrayFile file, ArrayReference reference, TensorDeclaration tensor) {
        for (StoredTensor place : tensor.stored()) {
            Optional<String> name = find(file, reference, place.name());
            if (name.isPresent()) {
                NumericArray array = file.read(name.get()).requireFinite();
                found.put(tensor.name(), array);
                shapes.put(tensor.name(), new StoredShape(place, shape(array, tensor, place)));
                claimed.add(name.get());
                return;
            }
        }
        if (!tensor.isOptional()) {
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "'" + reference + "' holds no " + tensor.stored() + ", which is '" + tensor.name() + "' of cell '"
                            + provider.name() + "'.",
                    "It holds " + Quoted.list(file.names())
                            + "; 'from' in the equation file says under which name a tensor stands.");
        }
        absent.add(tensor.name());
    }

    /** {@return the shape of an array; MATLAB has no vectors, so that a row or a column stands for one} */
    private static List<Integer> shape(NumericArray array, TensorDeclaration tensor, StoredTensor place) {
        List<Integer> shape = array.shape();
        boolean line = tensor.isVector() && place.views().isEmpty() && shape.size() == 2 && shape.contains(1);
        return line ? List.of(array.values().length) : shape;
    }

    /** {@return the array of that name: the name itself, or else the only one that ends in it} */
    private static Optional<String> find(ArrayFile file, ArrayReference reference, String name) {
        List<String> candidates = new ArrayList<>();
        for (String present : file.names()) {
            Optional<String> inside = inside(present, reference);
            if (inside.isEmpty()) {
                continue;
            }
            if (inside.get().equals(name)) {
                return Optional.of(present);
            }
            if (inside.get().endsWith("." + name) || inside.get().endsWith("/" + name)) {
                candidates.add(present);
            }
        }
        if (candidates.size() > 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "'" + reference + "' holds several arrays that end in '" + name + "': " + Quoted.list(candidates)
                            + ".",
                    "Name one module as FILE:PREFIX, or give more of the name in the equation file.");
        }
        return candidates.stream().findFirst();
    }

    private static Optional<String> inside(String name, ArrayReference reference) {
        if (reference.name().isEmpty()) {
            return Optional.of(name);
        }
        String prefix = reference.name().get();
        boolean matches = name.length() > prefix.length() + 1
                && name.startsWith(prefix)
                && "./".indexOf(name.charAt(prefix.length())) >= 0;
        return matches ? Optional.of(name.substring(prefix.length() + 1)) : Optional.empty();
    }

    private Readout readout(ArrayFile file, ArrayReference reference, int width, Map<String, double[]> values) {
        List<String> weights = new ArrayList<>();
        for (String name : file.names()) {
            List<Long> shape = file.info(name).shape();
            boolean reads = name.endsWith(".weight") && shape.size() == 2 && shape.get(1) == width;
            if (reads && !claimed.contains(name) && inside(name, reference).isPresent()) {
                weights.add(name);
            }
        }
        Optional<String> canonical = find(file, reference, Readout.WEIGHT);
        if (canonical.isEmpty() && weights.size() != 1) {
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "The outputs of '" + reference + "' are observed, but "
                            + (weights.isEmpty()
                                    ? "it holds no readout"
                                    : "several of its arrays could be the readout: " + Quoted.list(weights))
                            + ".",
                    "Save the readout as readout.weight [outputs, " + width + "] and readout.bias [outputs].");
        }
        String weightName = canonical.orElseGet(() -> weights.get(0));
        String biasName = weightName.substring(0, weightName.length() - "weight".length()) + "bias";
        NumericArray weight = file.read(weightName).requireFinite();
        requireShape(weight, weight.shape().size() == 2 && weight.shape().get(1) == width, "[outputs, " + width + "]");
        values.put(Readout.WEIGHT, weight.values());
        boolean hasBias = file.contains(biasName);
        int size = weight.shape().get(0);
        if (hasBias) {
            NumericArray bias = file.read(biasName).requireFinite();
            requireShape(bias, bias.shape().equals(List.of(size)), "[" + size + "]");
            values.put(Readout.BIAS, bias.values());
        }
        return new Readout(size, hasBias);
    }

    private static void requireShape(NumericArray array, boolean fits, String wanted) {
        if (!fits) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    array.description() + " has shape " + array.shape() + ", but a readout has " + wanted + " here.",
                    "Save the readout with the cell that it reads.");
        }
    }
}
