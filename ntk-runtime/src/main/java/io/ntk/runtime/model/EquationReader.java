package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads models of a cell of equations, whose file says where its tensors stand. */
final class EquationReader implements ModelReader {
    private final EquationProvider provider;
    private final CellOptions options;
    private final ModelSettings settings;

    EquationReader(EquationProvider provider, CellOptions options, ModelSettings settings) {
        this.provider = provider;
        this.options = options;
        this.settings = settings;
    }

    @Override
    public StoredModel read(ArrayFile file, ArrayReference checkpoint, int inputs) {
        requireKnown();
        CheckpointReader reader = TensorReader.reader(file, checkpoint).mapped(settings.map());
        EquationTensors tensors = tensors(reader, checkpoint);
        Map<String, Integer> lengths = provider.lengths(tensors.shapes(), inputs);
        Map<String, double[]> values = tensors.parameters(lengths);
        requireOneInitialState(values.keySet());
        Cell cell = provider.create(present(tensors.absent()), lengths, tensors.constants(lengths));
        int inputSize = Objects.requireNonNull(lengths.get("I"));
        int hiddenSize = Objects.requireNonNull(lengths.get("H"));
        RecurrentModel model = new RecurrentModel(provider.name(), cell, inputSize, hiddenSize);
        FoundTensors taken = tensors.found(reader);
        Optional<FoundTensors> readout = StoredReadout.find(reader, model.readWidth(), taken, checkpoint, settings);
        if (readout.isPresent()) {
            readout.get().arrays().forEach((name, array) -> values.put(name, array.values()));
            model = new RecurrentModel(provider.name(), cell, inputSize, hiddenSize, readout.map(StoredReadout::of));
        }
        ModelReading reading = ModelReading.of(checkpoint, file, taken, readout, provider, 1);
        return new StoredModel(
                model, 1, values, tensors.places(lengths), reading.withConstants(tensors.constantSources()));
    }

    private EquationTensors tensors(CheckpointReader reader, ArrayReference checkpoint) {
        EquationTensors tensors = new EquationTensors(provider);
        provider.definition().parameters().forEach(tensor -> tensors.find(reader, checkpoint, tensor));
        Optional<ArrayReference> constants = settings.equations().arrays();
        if (constants.isEmpty()) {
            provider.definition().arrays().forEach(tensor -> tensors.find(reader, checkpoint, tensor));
        } else {
            try (ArrayFile other = ArrayFile.open(constants.get().file())) {
                CheckpointReader beside =
                        TensorReader.reader(other, constants.get()).mapped(settings.map());
                provider.definition().arrays().forEach(tensor -> tensors.findBeside(beside, constants.get(), tensor));
            }
        }
        return tensors;
    }

    private void requireKnown() {
        Set<String> known = new LinkedHashSet<>();
        provider.definition().tensors().forEach(tensor -> known.add(tensor.name()));
        known.addAll(List.of(Readout.WEIGHT, Readout.BIAS));
        TensorReader.requireKnown(provider, settings.map(), known);
    }

    /** The state cannot begin both with what the equations say and with what the user gives: the sum would be silent. */
    private void requireOneInitialState(Set<String> present) {
        boolean given = settings.h0().isPresent() || settings.c0().isPresent();
        for (String name : provider.definition().initialTensors()) {
            if (given && (!provider.optionalTensors().contains(name) || present.contains(name))) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "An initial state was given, but cell '" + provider.name() + "' begins with '" + name + "'.",
                        "Leave --h0 and --c0 out, or remove the initial state from the equation file.");
            }
        }
    }

    /** {@return the options of a cell with exactly the optional tensors that were found} */
    private CellOptions present(Set<String> absent) {
        boolean hasVectors = provider.definition().parameters().stream()
                .anyMatch(tensor -> tensor.isOptional() && tensor.isVector());
        return (hasVectors ? options.withBias(true) : options).withAbsent(absent);
    }
}
