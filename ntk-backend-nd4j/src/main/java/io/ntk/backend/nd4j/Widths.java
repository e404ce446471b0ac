package io.ntk.backend.nd4j;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.RecurrentModel;
import java.util.Collections;
import java.util.List;

/** The checks of widths that every interpreter of a cell's equations makes. */
final class Widths {
    private Widths() {}

    static void requireEqual(String cell, String operation, int a, int b) {
        if (a != b) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Cell '" + cell + "' combines arrays of widths " + a + " and " + b + " by " + operation + ".",
                    "Both must have the same width: slice or concat one of them.");
        }
    }

    static void requireRange(String cell, int width, int from, int to) {
        if (from < 0 || to > width || from >= to) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Cell '" + cell + "' takes columns " + from + " to " + to + " (exclusive) of an array of width "
                            + width + ".",
                    "Give 0 <= from < to <= " + width + ".");
        }
    }

    static void requireSome(String cell, List<?> arrays) {
        if (arrays.isEmpty()) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "Cell '" + cell + "' concatenates no arrays.",
                    "Give concat at least one array.");
        }
    }

    static ParameterTensor requireWeight(String cell, ParameterLayout layout, String name, int in) {
        ParameterTensor tensor = layout.tensor(name);
        if (tensor.shape().size() != 2 || tensor.columns() != in) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Cell '" + cell + "' applies tensor '" + name + "' of shape " + tensor.shape()
                            + " to an array of width " + in + ".",
                    "The weight's shape must be [out, " + in + "].");
        }
        return tensor;
    }

    /** Checks a bias; its length must be {@code out} unless that is negative. */
    static ParameterTensor requireVector(String cell, ParameterLayout layout, String name, int out) {
        ParameterTensor tensor = layout.tensor(name);
        if (tensor.shape().size() != 1 || (out >= 0 && tensor.rows() != out)) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "Cell '" + cell + "' uses tensor '" + name + "' of shape " + tensor.shape() + " as a vector"
                            + (out >= 0 ? " of length " + out : "") + ".",
                    "Declare it with vector(name, length) in the cell's parameters().");
        }
        return tensor;
    }

    /** Checks that a step returned a state. */
    static void requireState(RecurrentModel model, List<Integer> widths) {
        List<Integer> expected = Collections.nCopies(model.cell().stateParts(), model.hiddenSize());
        if (!widths.equals(expected)) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "A step of cell '" + model.name() + "' returned arrays of widths " + widths
                            + ", but its state has widths " + expected + ".",
                    "Return the new state parts, each as wide as the hidden size.");
        }
    }
}
