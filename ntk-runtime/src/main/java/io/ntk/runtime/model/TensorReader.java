package io.ntk.runtime.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.cell.CellProvider;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.cells.EquationProvider;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.checkpoint.CheckpointReader;
import io.ntk.io.checkpoint.FoundTensors;
import io.ntk.io.checkpoint.RecurrentParameters;
import io.ntk.io.checkpoint.TensorMap;
import io.ntk.runtime.provider.Cells;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the tensors of a cell from a checkpoint, by PyTorch's names if the cell uses them, or by its own names. */
final class TensorReader implements ModelReader {
    private static final Set<String> PYTORCH_NAMES = Set.of("weight_ih", "weight_hh", "bias_ih", "bias_hh", "bias");

    private static final String SINGLE_BIAS = "bias";
    private static final String INPUT_BIAS = "bias_ih";

    private final CellProvider provider;
    private final CellOptions options;
    private final ModelSettings settings;
    private final Cells cells;

    /**
     * Makes a reader for a cell.
     *
     * @param provider the cell
     * @param options the options of one layer
     * @param settings says where tensors stand, and whether a readout is needed
     * @param cells the known cells, among which a refusal looks for those that fit
     */
    TensorReader(CellProvider provider, CellOptions options, ModelSettings settings, Cells cells) {
        this.provider = provider;
        this.options = options;
        this.settings = settings;
        this.cells = cells;
    }

    /** {@return whether an equation file is of a cell whose tensors are found as those of PyTorch's modules} */
    static boolean hasNamesOfPyTorch(EquationProvider equations) {
        return equations.isPlainWith(PYTORCH_NAMES);
    }

    @Override
    public StoredModel read(ArrayFile file, ArrayReference reference, int inputs) {
        List<String> names = CellShape.names(provider.create(options));
        CheckpointReader checkpoint = reader(file, reference).mapped(map(names));
        boolean recurrent = PYTORCH_NAMES.containsAll(names);
        int layers = recurrent ? 0 : layers(file, names.get(0));
        RecurrentParameters parameters = recurrent ? checkpoint.recurrent() : null;
        FoundTensors cell = parameters == null
                ? checkpoint.named(
                        CellShape.names(provider.create(options.withLayers(layers))), provider.optionalTensors())
                : withBiasOfInput(parameters.found(), names);
        StoredTensors tensors = new StoredTensors(
                "checkpoint '" + reference + "'",
                parameters == null ? layers : parameters.layers(),
                cell.arrays(),
                absent(cell));
        CellMatch match = CellMatch.of(provider, options.withLayers(tensors.layers()), tensors, inputs, cells);
        Optional<FoundTensors> readout =
                StoredReadout.find(checkpoint, match.shape().hiddenSize(), cell, reference, settings);
        RecurrentModel model = new RecurrentModel(
                provider.name(),
                match.cell(),
                match.shape().inputSize(),
                match.shape().hiddenSize(),
                readout.map(StoredReadout::of));
        Map<String, double[]> values = new LinkedHashMap<>();
        cell.arrays().forEach((name, array) -> values.put(name, array.values()));
        readout.ifPresent(found -> found.arrays().forEach((name, array) -> values.put(name, array.values())));
        ModelReading reading = ModelReading.of(reference, file, cell, readout, provider, tensors.layers());
        return new StoredModel(model, tensors.layers(), values, List.of(), reading);
    }

    /** Takes the single bias of a network for that of the inputs, if the cell has one and the file has no other. */
    private static FoundTensors withBiasOfInput(FoundTensors found, List<String> names) {
        FoundTensors result = found;
        boolean single = names.contains(INPUT_BIAS)
                && !names.contains(SINGLE_BIAS)
                && found.arrays().keySet().stream().noneMatch(name -> name.startsWith("bias_"));
        for (String name : single ? List.copyOf(found.arrays().keySet()) : List.<String>of()) {
            if (TensorNames.withoutLayer(name).equals(SINGLE_BIAS)) {
                result = result.renamed(
                        name,
                        INPUT_BIAS + name.substring(SINGLE_BIAS.length()),
                        "the single bias is taken for bias_ih");
            }
        }
        return result;
    }

    /** {@return a reader of the file, or of the module that the user names} */
    static CheckpointReader reader(ArrayFile file, ArrayReference reference) {
        return reference
                .name()
                .map(module -> CheckpointReader.of(file, module))
                .orElseGet(() -> CheckpointReader.of(file));
    }

    private Set<String> absent(FoundTensors cell) {
        Set<String> present =
                cell.arrays().keySet().stream().map(TensorNames::withoutLayer).collect(Collectors.toSet());
        return provider.optionalTensors().stream()
                .filter(name -> !present.contains(name))
                .collect(Collectors.toSet());
    }

    /** {@return what the user maps, by the cell's names, which may stand behind the path of a module} */
    private TensorMap map(List<String> names) {
        Set<String> known = new LinkedHashSet<>(names);
        known.addAll(List.of(Readout.WEIGHT, Readout.BIAS));
        if (PYTORCH_NAMES.containsAll(names)) {
            known.addAll(PYTORCH_NAMES);
        }
        TensorMap map = settings.map().renamed(tensor -> {
            String last = tensor.substring(tensor.lastIndexOf('.') + 1);
            return !isKnown(tensor, known) && isKnown(last, known) ? last : tensor;
        });
        requireKnown(provider, map, known);
        return map;
    }

    private static boolean isKnown(String tensor, Set<String> known) {
        return known.contains(tensor) || known.contains(TensorNames.withoutLayer(tensor));
    }

    /** Refuses to map tensors that a cell does not have. */
    static void requireKnown(CellProvider provider, TensorMap map, Set<String> known) {
        for (String tensor : map.tensors()) {
            if (!isKnown(tensor, known)) {
                throw new NtkException(
                        ErrorId.UNKNOWN_PARAMETER,
                        "Cell '" + provider.name() + "' has no tensor '" + tensor + "' that could be mapped.",
                        (tensor.equals(TensorMap.INITIAL_STATE)
                                        ? "An initial state that was not trained is given by --h0 FILE:NAME. "
                                        : "")
                                + ClosestName.remedy(tensor, known));
            }
        }
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
}
