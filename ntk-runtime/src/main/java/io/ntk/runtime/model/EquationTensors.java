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
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Reads the tensors of a cell of equations from a checkpoint: where its file says that they stand. */
final class EquationTensors {
    private final EquationProvider provider;
    private final ModelSettings settings;
    private final CellOptions options;
    private final Map<String, NumericArray> found = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, StoredShape> shapes = new HashMap<>();
    private final Set<String> copies = new HashSet<>();
    private final Set<String> absent = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    EquationTensors(EquationProvider provider, ModelSettings settings) {
        this.provider = provider;
        this.settings = settings;
        OptionalDouble dt = settings.dt();
        this.options = dt.isPresent() ? CellOptions.DEFAULT.withDt(dt.getAsDouble()) : CellOptions.DEFAULT;
    }

    /**
     * A model and its values.
     *
     * @param model the model
     * @param values the tensors of θ, by name
     * @param places where they stood
     * @param reading says what was taken
     */
    record Read(RecurrentModel model, Map<String, double[]> values, List<StoredPlace> places, ModelReading reading) {}

    /**
     * Reads a model.
     *
     * @param checkpoint the file, optionally with the module inside it
     * @param inputs the width of the inputs
     * @throws NtkException {@link ErrorId#ARRAY_NOT_FOUND} naming the tensor, {@link ErrorId#INVALID_ARGUMENT} if several
     *     arrays could be one, {@link ErrorId#SHAPE_MISMATCH}, {@link ErrorId#NON_FINITE}, or as {@link ArrayFile#read}
     */
    Read read(ArrayReference checkpoint, int inputs) {
        try (ArrayFile file = ArrayFile.open(checkpoint.file())) {
            return read(file, checkpoint, inputs);
        }
    }

    /** Reads a model from a file that is open already. */
    Read read(ArrayFile file, ArrayReference checkpoint, int inputs) {
        requireKnown();
        CheckpointReader reader = TensorReader.reader(file, checkpoint).mapped(settings.map());
        provider.definition().parameters().forEach(tensor -> find(reader, file, checkpoint, tensor));
        Optional<ArrayReference> constants = settings.equations().arrays();
        if (constants.isEmpty()) {
            provider.definition().arrays().forEach(tensor -> find(reader, file, checkpoint, tensor));
        }
        FoundTensors taken = new FoundTensors("", found, sources, copies, notes);
        constants.ifPresent(this::readConstants);
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
        Optional<FoundTensors> readout = StoredReadout.find(reader, model.readWidth(), taken, checkpoint, settings);
        if (readout.isPresent()) {
            readout.get().arrays().forEach((name, array) -> values.put(name, array.values()));
            model = new RecurrentModel(provider.name(), cell, inputSize, hiddenSize, readout.map(StoredReadout::of));
        }
        return new Read(model, values, places, ModelReading.of(checkpoint, file, taken, readout, provider, 1));
    }

    /** {@return the options of a cell with exactly the optional tensors that were found} */
    private CellOptions present() {
        boolean hasVectors = provider.definition().parameters().stream()
                .anyMatch(tensor -> tensor.isOptional() && tensor.isVector());
        return (hasVectors ? options.withBias(true) : options).withAbsent(absent);
    }

    private static int length(Map<String, Integer> lengths, String name) {
        return Objects.requireNonNull(lengths.get(name));
    }

    private StoredShape shape(String name) {
        return Objects.requireNonNull(shapes.get(name));
    }

    private void requireKnown() {
        Set<String> known = new LinkedHashSet<>();
        provider.definition().tensors().forEach(tensor -> known.add(tensor.name()));
        known.addAll(List.of(Readout.WEIGHT, Readout.BIAS));
        TensorReader.requireKnown(provider, settings.map(), known);
    }

    private void readConstants(ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            CheckpointReader reader = TensorReader.reader(file, reference).mapped(settings.map());
            provider.definition().arrays().forEach(tensor -> find(reader, file, reference, tensor));
        }
    }

    private void find(CheckpointReader reader, ArrayFile file, ArrayReference reference, TensorDeclaration tensor) {
        StoredTensor usual = tensor.stored().get(0);
        Optional<FoundTensors> mapped = reader.mappedTensor(tensor.name());
        if (mapped.isPresent()) {
            take(reference, tensor, usual, mapped.get());
            return;
        }
        for (StoredTensor place : tensor.stored()) {
            Optional<FoundTensors> placed = reader.placed(tensor.name(), place.name());
            if (placed.isPresent()) {
                take(reference, tensor, place, placed.get());
                return;
            }
        }
        if (!tensor.isOptional()) {
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "'" + reference + "' holds no " + tensor.stored() + ", which is '" + tensor.name() + "' of cell '"
                            + provider.name() + "'.",
                    "It holds " + Quoted.list(file.names()) + "; 'from' in the equation file or --map " + tensor.name()
                            + "=NAME says under which name a tensor stands.");
        }
        absent.add(tensor.name());
        notes.add("there is no " + Quoted.of(tensor.name()));
    }

    /** Takes an array, of which a mapped tensor is what it usually is of another. */
    private void take(ArrayReference reference, TensorDeclaration tensor, StoredTensor place, FoundTensors one) {
        String name = tensor.name();
        one.arrays().values().forEach(array -> {
            found.put(name, array);
            shapes.put(name, new StoredShape(place, shape(array, tensor, place)));
        });
        one.sources().values().forEach(source -> {
            sources.put(name, source);
            notes.add(name + " is " + Quoted.of(ModelReading.relative(reference, source)));
        });
        copies.addAll(one.copies());
    }

    /** {@return the shape of an array; MATLAB has no vectors, so that a row or a column stands for one} */
    private static List<Integer> shape(NumericArray array, TensorDeclaration tensor, StoredTensor place) {
        List<Integer> shape = array.shape();
        boolean line = tensor.isVector() && place.views().isEmpty() && shape.size() == 2 && shape.contains(1);
        return line ? List.of(array.values().length) : shape;
    }
}
