package io.ntk.api.model;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.List;

/**
 * One step of a cell whose equations are checked before an engine sees them: this stands between the cell and the engine,
 * so that a mistake is refused in the same words whichever engine runs.
 *
 * @param <A> the engine's array type
 */
final class CheckedStep<A> implements CellMath<A>, CellParameters<A> {
    private final RecurrentModel model;
    private final ParameterLayout layout;
    private final CellMath<A> math;
    private final CellParameters<A> theta;

    /**
     * Checks one step.
     *
     * @param layout the tensors that the equations may use
     */
    CheckedStep(RecurrentModel model, ParameterLayout layout, CellMath<A> math, CellParameters<A> theta) {
        this.model = model;
        this.layout = layout;
        this.math = math;
        this.theta = theta;
    }

    /** {@return the next state, with the parts and widths that the model declares} */
    List<A> run(A input, List<A> state) {
        List<A> next = model.cell().step(this, this, input, List.copyOf(state));
        List<Integer> widths = next.stream().map(math::width).toList();
        List<Integer> expected = model.stateWidths();
        if (!widths.equals(expected)) {
            throw mistake(
                    ErrorId.CELL_DEFINITION,
                    "returned state parts of widths " + widths + " instead of " + expected,
                    "step() must return as many state parts as stateParts() says, all as wide as they came in.");
        }
        return next;
    }

    /** {@return what a readout multiplies} */
    A read(List<A> state) {
        // Not copied: a cell without an output of its own returns a part of the list, as it is.
        return model.cell().output(this, this, state);
    }

    private NtkException mistake(ErrorId id, String what, String remedy) {
        return new NtkException(id, "Cell '" + model.name() + "' " + what + ".", remedy);
    }

    private void requireEqualWidths(String operation, A a, A b) {
        int left = width(a);
        int right = width(b);
        if (left != right) {
            throw mistake(
                    ErrorId.SHAPE_MISMATCH,
                    "asked to " + operation + " arrays of widths " + left + " and " + right,
                    "Both must have the same width: slice or concat one of them.");
        }
    }

    private ParameterTensor tensor(String name, int axes) {
        if (!layout.contains(name)) {
            throw mistake(
                    ErrorId.UNKNOWN_PARAMETER,
                    "uses parameter tensor '" + name + "', which does not exist",
                    ClosestName.remedy(name, layout.names()));
        }
        ParameterTensor tensor = layout.tensor(name);
        if (tensor.shape().size() != axes) {
            String kind = axes == 2 ? "weight" : "vector";
            throw mistake(
                    ErrorId.CELL_DEFINITION,
                    "uses parameter tensor '" + name + "' of shape " + tensor.shape() + " as a " + kind,
                    "Declare it with " + kind + "() in parameters().");
        }
        return tensor;
    }

    private ParameterTensor requireWeight(String name, A x) {
        ParameterTensor weight = tensor(name, 2);
        int width = width(x);
        if (weight.columns() != width) {
            throw mistake(
                    ErrorId.SHAPE_MISMATCH,
                    "multiplies an array of width " + width + " by parameter tensor '" + name + "' of shape "
                            + weight.shape(),
                    "The second size of a weight must be the width of its argument.");
        }
        return weight;
    }

    @Override
    public int width(A a) {
        return math.width(a);
    }

    @Override
    public A add(A a, A b) {
        requireEqualWidths("add", a, b);
        return math.add(a, b);
    }

    @Override
    public A subtract(A a, A b) {
        requireEqualWidths("subtract", a, b);
        return math.subtract(a, b);
    }

    @Override
    public A multiply(A a, A b) {
        requireEqualWidths("multiply", a, b);
        return math.multiply(a, b);
    }

    @Override
    public A divide(A a, A b) {
        requireEqualWidths("divide", a, b);
        return math.divide(a, b);
    }

    @Override
    public A scale(A a, double factor) {
        return math.scale(a, factor);
    }

    @Override
    public A shift(A a, double offset) {
        return math.shift(a, offset);
    }

    @Override
    public A apply(Elementary f, A a) {
        return math.apply(f, a);
    }

    @Override
    public A slice(A a, int from, int to) {
        int width = width(a);
        if (from < 0 || to > width || from >= to) {
            throw mistake(
                    ErrorId.SHAPE_MISMATCH,
                    "asked for columns " + from + " to " + to + " (exclusive) of an array of width " + width,
                    "Give 0 <= from < to <= " + width + ".");
        }
        return math.slice(a, from, to);
    }

    @Override
    public A concat(List<A> arrays) {
        if (arrays.isEmpty()) {
            throw mistake(ErrorId.CELL_DEFINITION, "asked to join no arrays", "Give at least one array to concat.");
        }
        return math.concat(arrays);
    }

    @Override
    public A broadcast(A a, int width) {
        if (width(a) != 1 || width < 1) {
            throw mistake(
                    ErrorId.SHAPE_MISMATCH,
                    "asked to broadcast an array of width " + width(a) + " to width " + width,
                    "Only an array of width 1 can be broadcast, to a width of at least 1.");
        }
        return math.broadcast(a, width);
    }

    @Override
    public A time() {
        return math.time();
    }

    @Override
    public A affine(String weight, String bias, A x) {
        int rows = requireWeight(weight, x).rows();
        ParameterTensor vector = tensor(bias, 1);
        if (vector.rows() != rows) {
            throw mistake(
                    ErrorId.SHAPE_MISMATCH,
                    "adds parameter tensor '" + bias + "' of shape " + vector.shape() + " to an array of width " + rows,
                    "A bias must be as long as its weight has rows.");
        }
        return theta.affine(weight, bias, x);
    }

    @Override
    public A linear(String weight, A x) {
        requireWeight(weight, x);
        return theta.linear(weight, x);
    }

    @Override
    public A vector(String vector) {
        tensor(vector, 1);
        return theta.vector(vector);
    }
}
