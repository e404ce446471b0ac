package io.ntk.program;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.Elementary;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The record of a step: a cell's equations run on {@link Node}s instead of numbers. Equal operations on equal arguments
 * become one node, so that equal coefficients of a derivative are the same object. The equations are those of
 * {@link io.ntk.api.model.RecurrentModel#step}, which has checked that arrays and parameters fit.
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
        int width = 0;
        for (Node array : arrays) {
            width += array.width();
        }
        return arrays.size() == 1 ? arrays.get(0) : node(Op.CONCAT, List.copyOf(arrays), width, 0, 0);
    }

    @Override
    public Node affine(String weight, String bias, Node x) {
        return site(layout.tensor(weight), layout.tensor(bias), x);
    }

    @Override
    public Node linear(String weight, Node x) {
        return site(layout.tensor(weight), null, x);
    }

    @Override
    public Node vector(String vector) {
        return site(null, layout.tensor(vector), null);
    }

    private Node site(@Nullable ParameterTensor weight, @Nullable ParameterTensor bias, @Nullable Node x) {
        int width = (weight == null ? Objects.requireNonNull(bias) : weight).rows();
        Site site = new Site(sites.size(), weight, bias, x, width);
        sites.add(site);
        return node(Op.AFFINE, x == null ? List.of() : List.of(x), width, site.index(), 0);
    }
}
