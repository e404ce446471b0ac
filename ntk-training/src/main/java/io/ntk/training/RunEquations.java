package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellOptions;
import io.ntk.cells.EquationProvider;
import io.ntk.cells.StoredShape;
import io.ntk.cells.StoredTensor;
import io.ntk.cells.TensorDeclaration;
import io.ntk.io.arrays.NumericArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The equations of a run's cell as they were when it began, so that no later change of a file changes the run.
 *
 * @param text the equation file
 * @param constants the constants that were set, by name, and chosen lengths of the cell's own, such as a rank R
 * @param arrays the constants that are arrays, by their names and with their shapes in the equations
 */
public record RunEquations(String text, Map<String, String> constants, List<NumericArray> arrays) {
    private static final Pattern LENGTH = Pattern.compile("[1-9]\\d{0,5}");

    /**
     * Takes copies.
     *
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a constant that the cell does not have, or if its checkpoints could not
     *     be written: the cell takes a tensor from a part of an array, or two from one
     */
    public RunEquations {
        constants = Map.copyOf(constants);
        arrays = List.copyOf(arrays);
        EquationProvider equations = new EquationProvider("of the run", text);
        Set<String> places = new HashSet<>();
        for (TensorDeclaration tensor : equations.definition().tensors()) {
            requireOwn(equations, tensor, places);
        }
        equations.with(numbers(equations, constants)).definition();
    }

    private static void requireOwn(EquationProvider equations, TensorDeclaration tensor, Set<String> places) {
        StoredTensor place = tensor.stored().get(0);
        if (!place.isWhole() || !places.add(place.name())) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + equations.name() + "' takes '" + tensor.name() + "' from "
                            + (place.isWhole() ? "the array of another tensor, " : "a part of an array, ") + place
                            + ", so its checkpoints cannot be written.",
                    "To train it, copy the equation file and leave slices and repeated names out of what stands after"
                            + " 'from'.");
        }
    }

    private static Map<String, String> numbers(EquationProvider equations, Map<String, String> constants) {
        Map<String, String> numbers = new HashMap<>(constants);
        numbers.keySet().removeAll(equations.definition().ownLengths());
        return numbers;
    }

    private EquationProvider asWritten() {
        return new EquationProvider("of the run", text);
    }

    /** {@return the constants that were set and that shapes do not tell} */
    Map<String, String> numbers() {
        return numbers(asWritten(), constants);
    }

    /** {@return the name of the cell} */
    String name() {
        return asWritten().name();
    }

    /** {@return the cell, with the constants that were set} */
    EquationProvider provider() {
        EquationProvider equations = asWritten();
        return equations.with(numbers(equations, constants));
    }

    /** {@return whether its parameters have these names and no others, in checkpoints too} */
    boolean hasNames(Set<String> names) {
        return asWritten().isPlainWith(names);
    }

    /**
     * {@return tensors as the equation file says that they stand in a checkpoint, with the constants that are arrays}
     *
     * @param parameters the parameters, by their names in the equations; others, such as the readout's, are left as they are
     */
    List<NumericArray> stored(List<NumericArray> parameters) {
        Map<String, StoredTensor> places = new HashMap<>();
        asWritten()
                .definition()
                .tensors()
                .forEach(tensor -> places.put(tensor.name(), tensor.stored().get(0)));
        List<NumericArray> all = new ArrayList<>(parameters);
        all.addAll(arrays);
        all.replaceAll(tensor -> {
            StoredTensor place = places.get(tensor.name());
            return place == null ? tensor : (place.isTransposed() ? tensor.transposed() : tensor).renamed(place.name());
        });
        return all;
    }

    /**
     * {@return the cell}
     *
     * @param options its options
     * @param inputSize I
     * @param hiddenSize H
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the shape of a constant does not fit the sizes, {@link
     *     ErrorId#INVALID_ARGUMENT} for a length of the cell's own that is not known, or for several layers of a cell whose checkpoints
     *     hold one
     */
    Cell create(CellOptions options, int inputSize, int hiddenSize) {
        EquationProvider provider = provider();
        if (options.layers() > 1 && !provider.isPlain()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + provider.name() + "' was given " + options.layers()
                            + " layers, but its equation file says where the tensors of one stand.",
                    "Train one layer, or leave constant arrays and 'from' out of the equations.");
        }
        Map<String, StoredShape> shapes = new HashMap<>();
        arrays.forEach(array ->
                shapes.put(array.name(), new StoredShape(new StoredTensor(array.name(), List.of()), array.shape())));
        Map<String, Integer> lengths = provider.lengths(shapes, chosen(provider, inputSize, hiddenSize));
        Map<String, double[]> values = new HashMap<>();
        arrays.forEach(array -> values.put(array.name(), array.values()));
        return provider.create(options, lengths, values);
    }

    private Map<String, Integer> chosen(EquationProvider provider, int inputSize, int hiddenSize) {
        Map<String, Integer> chosen = new HashMap<>(Map.of("I", inputSize, "H", hiddenSize));
        Set<String> own = provider.definition().ownLengths();
        constants.forEach((name, value) -> {
            if (own.contains(name)) {
                chosen.put(name, length(name, value));
            }
        });
        return chosen;
    }

    private static int length(String name, String value) {
        if (!LENGTH.matcher(value).matches()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The length " + name + " is '" + value + "'.",
                    "Give a whole number from 1 to 999999.");
        }
        return Integer.parseInt(value);
    }
}
