package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.RecurrentModel;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Assembles the initial state from h₀ and c₀ in PyTorch's shapes. */
final class InitialStates {
    private final int layers;
    private final int trials;
    private final int partsPerLayer;
    private final int observedPart;
    private final List<Integer> widths;
    private final String cell;
    private final Consumer<String> notes;

    /**
     * Prepares the reading for a model.
     *
     * @param model the model
     * @param layers L
     * @param trials B
     * @param notes is told what was guessed
     */
    InitialStates(RecurrentModel model, int layers, int trials, Consumer<String> notes) {
        this.notes = notes;
        this.layers = layers;
        this.trials = trials;
        this.partsPerLayer = model.cell().stateParts() / layers;
        this.observedPart = model.cell().observedPart() % partsPerLayer;
        this.widths = model.stateWidths();
        this.cell = model.name();
    }

    /**
     * Reads the initial state.
     *
     * @param hidden the file of h₀; zero if absent
     * @param memory the file of c₀; zero if absent
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH}, {@link ErrorId#NON_FINITE}, {@link ErrorId#INVALID_ARGUMENT}
     *     for a c₀ if the cell has none; or as {@link ArrayReference#read}
     */
    InitialState read(Optional<ArrayReference> hidden, Optional<ArrayReference> memory) {
        if (hidden.isEmpty() && memory.isEmpty()) {
            return InitialState.zeros();
        }
        int width = widths.stream().mapToInt(Integer::intValue).sum();
        double[] state = new double[Math.multiplyExact(trials, width)];
        hidden.ifPresent(reference -> place(reference.read().requireFinite(), "h0", observedPart, state));
        memory.ifPresent(reference -> {
            if (partsPerLayer != 2) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "An initial c0 was given, but cell '" + cell + "' has " + partsPerLayer + " state "
                                + (partsPerLayer == 1 ? "part" : "parts") + ".",
                        "Leave it out; only cells with two state parts, such as lstm, have a c0.");
            }
            place(reference.read().requireFinite(), "c0", 1 - observedPart, state);
        });
        return InitialState.of(trials, width, state);
    }

    private void place(NumericArray stored, String name, int part, double[] state) {
        int width = widths.get(part);
        NumericArray array = withoutColumn(stored, name, width);
        List<Integer> shape = array.shape();
        int size = state.length / trials;
        int rows = rows(array, name, width);
        for (int layer = 0; layer < layers; layer++) {
            int first = widths.subList(0, layer * partsPerLayer + part).stream()
                    .mapToInt(Integer::intValue)
                    .sum();
            for (int trial = 0; trial < trials; trial++) {
                int from = (shape.size() < 3 ? 0 : layer * rows * width) + (rows == 1 ? 0 : trial * width);
                System.arraycopy(array.values(), from, state, trial * size + first, width);
            }
        }
    }

    /** {@return the array, a column of as many numbers as the state is wide being one state} Vectors are columns in MATLAB. */
    private NumericArray withoutColumn(NumericArray stored, String name, int width) {
        if (layers > 1 || width == 1 || !stored.shape().equals(List.of(width, 1))) {
            return stored;
        }
        notes.accept(name + " " + stored.shape() + " is taken for a vector");
        return stored.shaped(List.of(width));
    }

    /** {@return the number of rows for each layer: B, or 1 for a row that all trials share} */
    private int rows(NumericArray array, String name, int width) {
        List<Integer> shape = array.shape();
        int axes = shape.size();
        int rows = axes < 2 ? 1 : shape.get(axes - 2);
        boolean layersFit = axes == 3 ? shape.get(0) == layers : layers == 1 && (axes == 1 || axes == 2);
        if (!layersFit || shape.get(axes - 1) != width || (rows != 1 && rows != trials)) {
            String whole = "[" + layers + ", " + trials + ", " + width + "]";
            String one = "[" + width + "], [" + trials + ", " + width + "] or ";
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The initial state " + name + ", " + lowerCase(array.description()) + ", has shape " + shape
                            + ", but " + (layers == 1 ? one : "") + whole + " is needed.",
                    "Its axes are [layers, trials, hidden size]; a single trial is used for all.");
        }
        return rows;
    }

    private static String lowerCase(String sentence) {
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
