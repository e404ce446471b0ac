package io.ntk.program;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The record of a step: a cell's equations run on {@link Node}s instead of numbers. Equal operations on equal arguments
 * become one node, so that equality of derivative coefficients can be told by identity.
 */
final class Graph implements CellMath<Node>, CellParameters<Node> {
    private final ParameterLayout layout;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Site> sites = new ArrayList<>();
    private final Map<Key, Node> known = new HashMap<>();

    private record Key(
            Op op,
            List<Node> arguments,
            int width,
            int index,
            double constant,
            @Nullable Elementary function) {}

    Graph(ParameterLayout layout) {
        this.layout = layout;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<Site> sites() {
        return sites;
    }

    Node input(int width) {
        return node(Op.INPUT, List.of(), width, 0, 0);
    }

    Node state(int part, int width) {
        return node(Op.STATE, List.of(), width, part, 0);
    }

    @Override
    public Node time() {
        return node(Op.TIME, List.of(), 1, 0, 0);
    }

    private Node node(Op op, List<Node> arguments, int width, int index, double constant) {
        return node(op, arguments, width, index, constant, null);
    }

    private Node node(
            Op op, List<Node> arguments, int width, int index, double constant, @Nullable Elementary function) {
        return known.computeIfAbsent(new Key(op, arguments, width, index, constant, function), key -> {
            Node node = new Node(nodes.size(), op, arguments, width, index, constant, function);
            nodes.add(node);
            return node;
        });
    }

    private Node binary(Op op, Node a, Node b) {
        if (a.width() != b.width()) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell asked to " + op.name().toLowerCase(java.util.Locale.ROOT) + " arrays of widths " + a.width()
                            + " and " + b.width() + ".",
                    "Both must have the same width.");
        }
        return node(op, List.of(a, b), a.width(), 0, 0);
    }

    @Override
    public int width(Node a) {
        return a.width();
    }

    @Override
    public Node add(Node a, Node b) {
        return binary(Op.ADD, a, b);
    }

    @Override
    public Node subtract(Node a, Node b) {
        return binary(Op.SUBTRACT, a, b);
    }

    @Override
    public Node multiply(Node a, Node b) {
        return binary(Op.MULTIPLY, a, b);
    }

    @Override
    public Node divide(Node a, Node b) {
        return binary(Op.DIVIDE, a, b);
    }

    @Override
    public Node scale(Node a, double factor) {
        return factor == 1 ? a : node(Op.SCALE, List.of(a), a.width(), 0, factor);
    }

    @Override
    public Node shift(Node a, double offset) {
        return node(Op.SHIFT, List.of(a), a.width(), 0, offset);
    }

    @Override
    public Node apply(Elementary f, Node a) {
        return node(Op.FUNCTION, List.of(a), a.width(), 0, 0, f);
    }

    @Override
    public Node slice(Node a, int from, int to) {
        if (from < 0 || to > a.width() || from >= to) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "A cell asked for columns " + from + " to " + to + " (exclusive) of an array of width " + a.width()
                            + ".",
                    "Give 0 <= from < to <= width.");
        }
        if (from == 0 && to == a.width()) {
            return a;
        }
        if (a.op() == Op.SLICE) {
            return slice(a.argument(0), a.index() + from, a.index() + to);
        }
        return node(Op.SLICE, List.of(a), to - from, from, 0);
    }

    @Override
    public Node concat(List<Node> arrays) {
        if (arrays.isEmpty()) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION, "A cell asked to join no arrays.", "Give at least one array to concat.");
        }
        int width = 0;
        for (Node array : arrays) {
            width += array.width();
        }
        return arrays.size() == 1 ? arrays.get(0) : node(Op.CONCAT, List.copyOf(arrays), width, 0, 0);
    }

    @Override
    public Node affine(String weight, String bias, Node x) {
        return site(tensor(weight, 2), tensor(bias, 1), x);
    }

    @Override
    public Node linear(String weight, Node x) {
        return site(tensor(weight, 2), null, x);
    }

    @Override
    public Node vector(String vector) {
        return site(null, tensor(vector, 1), null);
    }

    private ParameterTensor tensor(String name, int axes) {
        ParameterTensor tensor = layout.tensor(name);
        if (tensor.shape().size() != axes) {
            throw new NtkException(
                    ErrorId.CELL_DEFINITION,
                    "A cell uses parameter tensor '" + name + "' of shape " + tensor.shape() + " as a "
                            + (axes == 2 ? "weight" : "vector") + ".",
                    "Declare it with " + (axes == 2 ? "weight" : "vector") + "() in parameters().");
        }
        return tensor;
    }

    private Node site(@Nullable ParameterTensor weight, @Nullable ParameterTensor bias, @Nullable Node x) {
        int width = 0;
        if (weight != null && x != null) {
            width = weight.rows();
            if (weight.columns() != x.width()) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "A cell multiplies an array of width " + x.width() + " by parameter tensor '" + weight.name()
                                + "' of shape " + weight.shape() + ".",
                        "The second size of a weight must be the width of its argument.");
            }
        }
        if (bias != null) {
            if (weight != null && bias.rows() != width) {
                throw new NtkException(
                        ErrorId.SHAPE_MISMATCH,
                        "A cell adds parameter tensor '" + bias.name() + "' of shape " + bias.shape()
                                + " to an array of width " + width + ".",
                        "A bias must be as long as its weight has rows.");
            }
            width = bias.rows();
        }
        Site site = new Site(sites.size(), weight, bias, x, width);
        sites.add(site);
        return node(Op.AFFINE, x == null ? List.of() : List.of(x), width, site.index(), 0);
    }
}
