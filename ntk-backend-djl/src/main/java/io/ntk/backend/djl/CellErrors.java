package io.ntk.backend.djl;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.List;

/** What a cell may get wrong, checked here because PyTorch would broadcast, or complain in terms of its own. */
final class CellErrors {
    private CellErrors() {}

    static void requireEqualWidths(String operation, int a, int b) {
        if (a != b) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell asked to " + operation + " arrays of widths " + a + " and " + b + ".",
                    "Both must have the same width.");
        }
    }

    static void requireColumns(int from, int to, int width) {
        if (from < 0 || from >= to || to > width) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell asked for columns " + from + " to " + to + " (exclusive) of an array of width " + width
                            + ".",
                    "Give 0 <= from < to <= width.");
        }
    }

    static void requireArrays(List<?> arrays) {
        if (arrays.isEmpty()) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION, "A cell asked to join no arrays.", "Give at least one array to concat.");
        }
    }

    /** {@return the tensor of that name, a weight} */
    static ParameterTensor weight(ParameterLayout layout, String name, int inputWidth) {
        ParameterTensor tensor = tensor(layout, name, 2, "weight");
        if (tensor.columns() != inputWidth) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell multiplies an array of width " + inputWidth + " by parameter tensor '" + name
                            + "' of shape " + tensor.shape() + ".",
                    "The second size of a weight must be the width of its argument.");
        }
        return tensor;
    }

    /** {@return the tensor of that name, a vector added to the result of a weight} */
    static ParameterTensor bias(ParameterLayout layout, String name, ParameterTensor weight) {
        ParameterTensor tensor = vector(layout, name);
        if (tensor.rows() != weight.rows()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell adds parameter tensor '" + name + "' of shape " + tensor.shape() + " to an array of width "
                            + weight.rows() + ".",
                    "A bias must be as long as its weight has rows.");
        }
        return tensor;
    }

    /** {@return the tensor of that name, a vector} */
    static ParameterTensor vector(ParameterLayout layout, String name) {
        return tensor(layout, name, 1, "vector");
    }

    private static ParameterTensor tensor(ParameterLayout layout, String name, int axes, String kind) {
        ParameterTensor tensor = layout.tensor(name);
        if (tensor.shape().size() != axes) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "A cell uses parameter tensor '" + name + "' of shape " + tensor.shape() + " as a " + kind + ".",
                    "Declare it with " + kind + "() in parameters().");
        }
        return tensor;
    }

    /** Refuses state parts of other number or widths than came in. */
    static void requireParts(String cell, List<Integer> widths, int parts, int width) {
        if (widths.size() != parts || widths.stream().anyMatch(w -> w != width)) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "Cell '" + cell + "' returned state parts of widths " + widths + " for " + parts + " of width "
                            + width + ".",
                    "step() must return as many state parts as stateParts() says, all as wide as they came in.");
        }
    }
}
