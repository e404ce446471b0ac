package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.RecurrentParameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the tensors of a cell from a checkpoint, by PyTorch's names if the cell uses them, or by its own names. */
final class TensorReader {
    private static final Set<String> PYTORCH_NAMES = Set.of("weight_ih", "weight_hh", "bias_ih", "bias_hh", "bias");

    private final CellProvider provider;
    private final CellOptions options;
    private final boolean outputs;

    /**
     * Makes a reader for a cell.
     *
     * @param provider the cell
     * @param options the options of one layer
     * @param outputs whether a readout is needed
     */
    TensorReader(CellProvider provider, CellOptions options, boolean outputs) {
        this.provider = provider;
        this.options = options;
        this.outputs = outputs;
    }

    /** {@return whether an equation file is of a cell whose tensors are found as those of PyTorch's modules} */
    static boolean hasNamesOfPyTorch(EquationProvider equations) {
        return equations.isPlain()
                && equations.definition().parameters().stream()
                        .allMatch(tensor -> PYTORCH_NAMES.contains(tensor.name()));
    }

    /**
     * Reads the tensors.
     *
     * @param reference the file, optionally with the module inside it
     * @throws NtkException as {@link CheckpointReader} throws; {@link ErrorId#ARRAY_NOT_FOUND} if a readout is needed and
     *     there is none
     */
    StoredTensors read(ArrayReference reference) {
        try (ArrayFile file = ArrayFile.open(reference.file())) {
            CheckpointReader checkpoint = reference.name().isPresent()
                    ? CheckpointReader.of(file, reference.name().get())
                    : CheckpointReader.of(file);
            List<String> names = CellShape.names(provider.create(options));
            return PYTORCH_NAMES.containsAll(names)
                    ? recurrent(checkpoint, reference)
                    : named(checkpoint, file, names, reference);
        }
    }

    private StoredTensors recurrent(CheckpointReader checkpoint, ArrayReference reference) {
        RecurrentParameters parameters = checkpoint.recurrent();
        Map<String, NumericArray> cell = new LinkedHashMap<>(parameters.tensors());
        Map<String, NumericArray> readout = new LinkedHashMap<>();
        for (String name : List.of(Readout.WEIGHT, Readout.BIAS)) {
            if (parameters.has(name)) {
                readout.put(name, parameters.tensor(name));
                cell.remove(name);
            }
        }
        if (outputs && readout.isEmpty()) {
            List<String> candidates = parameters.readoutCandidates();
            throw new NtkException(
                    ErrorId.ARRAY_NOT_FOUND,
                    "The outputs of '" + reference + "' are observed, but "
                            + (candidates.isEmpty()
                                    ? "it holds no readout"
                                    : "several of its weights could be the readout: " + String.join(", ", candidates))
                            + ".",
                    "Save the readout as readout.weight [outputs, " + parameters.hiddenSize()
                            + "] and readout.bias [outputs] with the cell, under the same prefix if one is given.");
        }
        return stored(reference, parameters.layers(), cell, readout);
    }

    private StoredTensors named(
            CheckpointReader checkpoint, ArrayFile file, List<String> names, ArrayReference reference) {
        int layers = layers(file, names.get(0));
        List<String> expected = CellShape.names(provider.create(options.withLayers(layers)));
        Map<String, NumericArray> readout = outputs ? namedReadout(checkpoint, file) : Map.of();
        return stored(reference, layers, checkpoint.named(expected), readout);
    }

    /** {@return one more than the largest i for which the file has {@code NAME_li}} */
    private static int layers(ArrayFile file, String name) {
        Pattern layer = Pattern.compile("(?:.*[./])?" + Pattern.quote(name) + "_l(\\d{1,4})");
        return file.names().stream()
                .map(layer::matcher)
                .filter(Matcher::matches)
                .mapToInt(match -> Integer.parseInt(match.group(1)) + 1)
                .max()
                .orElse(1);
    }

    private static Map<String, NumericArray> namedReadout(CheckpointReader checkpoint, ArrayFile file) {
        List<String> names = new ArrayList<>(List.of(Readout.WEIGHT));
        if (file.names().stream().anyMatch(name -> name.equals(Readout.BIAS) || name.endsWith("." + Readout.BIAS))) {
            names.add(Readout.BIAS);
        }
        return checkpoint.named(names);
    }

    private StoredTensors stored(
            ArrayReference reference, int layers, Map<String, NumericArray> cell, Map<String, NumericArray> readout) {
        return new StoredTensors("checkpoint '" + reference + "'", layers, cell, outputs ? readout : Map.of());
    }
}
