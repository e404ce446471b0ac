package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The sizes of a model, found from the shapes of its tensors.
 *
 * <p>Every size in a cell's layout is assumed to be an affine function of the input size I and the hidden size H, whose
 * coefficients follow from three evaluations of the layout. This holds for any cell whose parameters are weights and
 * biases, so a user's own cell needs no code for it. Any other layout fails the final comparison of shapes.
 *
 * @param inputSize I
 * @param hiddenSize H
 */
record CellShape(int inputSize, int hiddenSize) {
    // The probes differ and exceed 1, so that H, I and constants cannot be confused.
    private static final int INPUT_PROBE = 2;
    private static final int HIDDEN_PROBE = 3;

    /**
     * Finds the sizes.
     *
     * @param name the name of the cell, for messages
     * @param cell the cell
     * @param shapes the shape of each tensor of the cell's layout, by name
     * @param inputs the width of the inputs, which is I for a cell without input weights
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming a tensor and both shapes, if no sizes fit
     */
    static CellShape of(String name, Cell cell, Map<String, List<Integer>> shapes, int inputs) {
        Slopes slopes = new Slopes(cell);
        int hidden = slopes.hiddenSize(shapes).orElse(1);
        int input = slopes.inputSize(shapes, hidden).orElse(inputs);
        ParameterLayout needed = cell.parameters(Math.max(1, input), Math.max(1, hidden));
        for (ParameterTensor tensor : needed.tensors()) {
            List<Integer> shape = shapes.getOrDefault(tensor.name(), List.of());
            if (!shape.equals(tensor.shape())) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "Parameter tensor '" + tensor.name() + "' has shape " + shape + ", but cell '" + name
                                + "' with input size " + input + " and hidden size " + hidden + " needs "
                                + tensor.shape() + ".",
                        "Check that the checkpoint is of this cell.");
            }
        }
        return new CellShape(input, hidden);
    }

    /** {@return the names of a cell's tensors} */
    static List<String> names(Cell cell) {
        return cell.parameters(INPUT_PROBE, HIDDEN_PROBE).names();
    }

    /** The slopes of each size in I and H, from layouts at neighbouring sizes. */
    private static final class Slopes {
        private final List<ParameterTensor> at;
        private final List<ParameterTensor> moreInput;
        private final List<ParameterTensor> moreHidden;

        Slopes(Cell cell) {
            at = cell.parameters(INPUT_PROBE, HIDDEN_PROBE).tensors();
            moreInput = cell.parameters(INPUT_PROBE + 1, HIDDEN_PROBE).tensors();
            moreHidden = cell.parameters(INPUT_PROBE, HIDDEN_PROBE + 1).tensors();
        }

        /** Finds H from an axis that depends on H alone. Columns come first, because rows hold several gates. */
        OptionalInt hiddenSize(Map<String, List<Integer>> shapes) {
            for (int axis = 1; axis >= 0; axis--) {
                for (int i = 0; i < at.size(); i++) {
                    int size = size(shapes, i, axis);
                    if (size >= 0 && slope(moreInput, i, axis) == 0 && slope(moreHidden, i, axis) > 0) {
                        return OptionalInt.of(
                                HIDDEN_PROBE + (size - at.get(i).shape().get(axis)) / slope(moreHidden, i, axis));
                    }
                }
            }
            return OptionalInt.empty();
        }

        /** Finds I, for known H, from an axis that depends on I. */
        OptionalInt inputSize(Map<String, List<Integer>> shapes, int hidden) {
            for (int axis = 1; axis >= 0; axis--) {
                for (int i = 0; i < at.size(); i++) {
                    int size = size(shapes, i, axis);
                    if (size >= 0 && slope(moreInput, i, axis) > 0) {
                        int rest = size
                                - at.get(i).shape().get(axis)
                                - (hidden - HIDDEN_PROBE) * slope(moreHidden, i, axis);
                        return OptionalInt.of(INPUT_PROBE + rest / slope(moreInput, i, axis));
                    }
                }
            }
            return OptionalInt.empty();
        }

        private int slope(List<ParameterTensor> more, int tensor, int axis) {
            return more.get(tensor).shape().get(axis) - at.get(tensor).shape().get(axis);
        }

        /** {@return the size of an axis in the checkpoint, or -1 if the checkpoint or the layout lacks that axis} */
        private int size(Map<String, List<Integer>> shapes, int tensor, int axis) {
            List<Integer> shape = shapes.getOrDefault(at.get(tensor).name(), List.of());
            return axis < at.get(tensor).shape().size() && axis < shape.size() ? shape.get(axis) : -1;
        }
    }
}
