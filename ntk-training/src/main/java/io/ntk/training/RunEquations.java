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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The equations of a run's cell as they were when it began, so that no later change of a file changes the run.
 *
 * @param text the equation file
 * @param constants the constants that were set, by name, and lengths of the cell's own
 * @param arrays the constants that are arrays, under the names that the equation file gives them in a checkpoint
 */
public record RunEquations(String text, Map<String, String> constants, List<NumericArray> arrays) {
    private static final Pattern LENGTH = Pattern.compile("[1-9]\\d{0,5}");

    /** Takes copies. */
    public RunEquations {
        constants = Map.copyOf(constants);
        arrays = List.copyOf(arrays);
    }

    /**
     * Takes the equations of a cell.
     *
     * @param equations the cell as its file says
     * @param constants the constants that are set, by name, and lengths of the cell's own, such as a rank R
     * @param arrays gives the array of a constant, by its name in a checkpoint
     * @return the equations
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} if the cell takes a tensor from a part of an array, so that its checkpoints
     *     could not be written, or for a constant that it does not have
     */
    public static RunEquations of(
            EquationProvider equations, Map<String, String> constants, Function<String, NumericArray> arrays) {
        equations.definition().tensors().forEach(tensor -> requireWhole(equations, tensor));
        equations.with(numbers(equations, constants)).definition();
        return new RunEquations(
                equations.text(),
                constants,
                equations.definition().arrays().stream()
                        .map(RunEquations::place)
                        .map(name -> arrays.apply(name).requireFinite().renamed(name))
                        .toList());
    }

    private static void requireWhole(EquationProvider equations, TensorDeclaration tensor) {
        StoredTensor place = tensor.stored().get(0);
        if (!place.isWhole()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Cell '" + equations.name() + "' takes '" + tensor.name() + "' from a part of an array, " + place
                            + ", so its checkpoints cannot be written.",
                    "To train it, copy the equation file and leave slices out of what stands after 'from'.");
        }
    }

    /** The constants without lengths. */
    private static Map<String, String> numbers(EquationProvider equations, Map<String, String> constants) {
        Map<String, String> numbers = new HashMap<>(constants);
        numbers.keySet().removeAll(equations.definition().ownLengths());
        return numbers;
    }

    private static String place(TensorDeclaration tensor) {
        return tensor.stored().get(0).name();
    }

    private EquationProvider asWritten() {
        return new EquationProvider("the equation file of the run", text);
    }

    /** {@return the cell, with the constants that were set} */
    EquationProvider provider() {
        return asWritten().with(numbers());
    }

    /** {@return the constants that were set and that shapes do not tell} */
    Map<String, String> numbers() {
        return numbers(asWritten(), constants);
    }

    /** {@return a tensor of one layer as the equation file says that it stands in a checkpoint; the same if it says nothing else} */
    NumericArray stored(NumericArray tensor) {
        return provider().definition().parameters().stream()
                .filter(parameter -> parameter.name().equals(tensor.name()))
                .map(parameter -> parameter.stored().get(0))
                .findFirst()
                .map(place -> (place.isTransposed() ? transposed(tensor) : tensor).renamed(place.name()))
                .orElse(tensor);
    }

    private static NumericArray transposed(NumericArray tensor) {
        int rows = tensor.shape().get(0);
        int columns = tensor.values().length / rows;
        double[] values = new double[tensor.values().length];
        for (int i = 0; i < values.length; i++) {
            values[i % columns * rows + i / columns] = tensor.values()[i];
        }
        List<Integer> shape = new ArrayList<>(tensor.shape());
        Collections.reverse(shape);
        return new NumericArray(tensor.name(), shape, values);
    }

    /**
     * {@return the cell}
     *
     * @param options its options
     * @param inputSize I
     * @param hiddenSize H
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} if the shape of a constant does not fit the sizes, or a length of the cell's
     *     own follows from none; {@link ErrorId#INVALID_ARGUMENT} for several layers of a cell whose checkpoints hold one
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
        Map<String, NumericArray> byPlace =
                arrays.stream().collect(Collectors.toMap(NumericArray::name, Function.identity()));
        Map<String, StoredShape> shapes = new HashMap<>();
        Map<String, NumericArray> byName = new HashMap<>();
        for (TensorDeclaration constant : provider.definition().arrays()) {
            NumericArray array = byPlace.get(place(constant));
            if (array != null) {
                shapes.put(constant.name(), new StoredShape(constant.stored().get(0), array.shape()));
                byName.put(constant.name(), array);
            }
        }
        Map<String, Integer> chosen = new HashMap<>(Map.of("I", inputSize, "H", hiddenSize));
        provider.definition().ownLengths().stream()
                .filter(constants::containsKey)
                .forEach(name -> chosen.put(name, length(name)));
        Map<String, Integer> lengths = provider.lengths(shapes, chosen);
        Map<String, double[]> values = new HashMap<>();
        byName.forEach((name, array) ->
                values.put(name, Objects.requireNonNull(shapes.get(name)).read(array.values(), lengths)));
        return provider.create(options, lengths, values);
    }

    private int length(String name) {
        String value = constants.getOrDefault(name, "");
        if (!LENGTH.matcher(value).matches()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The length " + name + " is '" + value + "'.",
                    "Give a whole number from 1 to 999999.");
        }
        return Integer.parseInt(value);
    }
}
