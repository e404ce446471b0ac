package io.ntk.backend.nd4j;

import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.ParameterTensor;
import io.ntk.api.model.RecurrentModel;
import java.util.ArrayList;
import java.util.List;

/**
 * Records what a cell does as a {@link Program}. A sum of affine maps is recorded as one affine map of several inputs, so
 * that one matrix product serves their parameters.
 */
final class ProgramRecorder implements CellMath<Node>, CellParameters<Node> {
    private final ParameterLayout layout;
    private final List<Node> recorded = new ArrayList<>();
    private final Node time;

    private ProgramRecorder(RecurrentModel model) {
        this.layout = model.layout();
        this.time = argument(1);
    }

    /**
     * One step of the cell. Constants are the time and the input; the carried arguments and the results are the state
     * parts.
     */
    static Program step(RecurrentModel model) {
        ProgramRecorder recorder = new ProgramRecorder(model);
        Node input = recorder.argument(model.inputSize());
        List<Node> state = new ArrayList<>();
        for (int part = 0; part < model.cell().stateParts(); part++) {
            state.add(recorder.argument(model.hiddenSize()));
        }
        List<Node> next = model.step(recorder, recorder, input, state);
        return new Program(recorder.recorded, List.of(recorder.time, input), state, next);
    }

    /** The readout. The carried argument is the observed state part, the result the output. */
    static Program readout(RecurrentModel model) {
        ProgramRecorder recorder = new ProgramRecorder(model);
        Node observed = recorder.argument(model.hiddenSize());
        Node output = model.output(recorder, recorder, observed);
        return new Program(recorder.recorded, List.of(recorder.time), List.of(observed), List.of(output));
    }

    private Node add(
            Operation operation,
            int width,
            List<Node> inputs,
            double constant,
            List<String> weights,
            List<String> biases) {
        Node node = new Node(recorded.size(), operation, width, inputs, constant, weights, biases);
        recorded.add(node);
        return node;
    }

    private Node argument(int width) {
        return add(Operation.ARGUMENT, width, List.of(), 0, List.of(), List.of());
    }

    private Node unary(Operation operation, Node a) {
        return unary(operation, a, 0);
    }

    private Node unary(Operation operation, Node a, double constant) {
        return add(operation, a.width, List.of(a), constant, List.of(), List.of());
    }

    private Node binary(Operation operation, Node a, Node b) {
        return add(operation, a.width, List.of(a, b), 0, List.of(), List.of());
    }

    @Override
    public int width(Node a) {
        return a.width;
    }

    @Override
    public Node add(Node a, Node b) {
        if (a.operation == Operation.AFFINE && b.operation == Operation.AFFINE && a.width == b.width) {
            return add(
                    Operation.AFFINE,
                    a.width,
                    joined(a.inputs, b.inputs),
                    0,
                    joined(a.weights, b.weights),
                    joined(a.biases, b.biases));
        }
        return binary(Operation.ADD, a, b);
    }

    private static <E> List<E> joined(List<E> first, List<E> second) {
        List<E> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Override
    public Node subtract(Node a, Node b) {
        return binary(Operation.SUBTRACT, a, b);
    }

    @Override
    public Node multiply(Node a, Node b) {
        return binary(Operation.MULTIPLY, a, b);
    }

    @Override
    public Node divide(Node a, Node b) {
        return binary(Operation.DIVIDE, a, b);
    }

    @Override
    public Node scale(Node a, double factor) {
        return unary(Operation.SCALE, a, factor);
    }

    @Override
    public Node shift(Node a, double offset) {
        return unary(Operation.SHIFT, a, offset);
    }

    @Override
    public Node tanh(Node a) {
        return unary(Operation.TANH, a);
    }

    @Override
    public Node sigmoid(Node a) {
        return unary(Operation.SIGMOID, a);
    }

    @Override
    public Node relu(Node a) {
        return unary(Operation.RELU, a);
    }

    @Override
    public Node softplus(Node a) {
        return unary(Operation.SOFTPLUS, a);
    }

    @Override
    public Node exp(Node a) {
        return unary(Operation.EXP, a);
    }

    @Override
    public Node slice(Node a, int from, int to) {
        return add(Operation.SLICE, to - from, List.of(a), from, List.of(), List.of());
    }

    @Override
    public Node concat(List<Node> arrays) {
        int width = arrays.stream().mapToInt(node -> node.width).sum();
        return add(Operation.CONCAT, width, arrays, 0, List.of(), List.of());
    }

    @Override
    public Node time() {
        return time;
    }

    @Override
    public Node affine(String weight, String bias, Node x) {
        ParameterTensor w = layout.tensor(weight);
        return add(Operation.AFFINE, w.rows(), List.of(x), 0, List.of(weight), List.of(bias));
    }

    @Override
    public Node linear(String weight, Node x) {
        ParameterTensor w = layout.tensor(weight);
        return add(Operation.AFFINE, w.rows(), List.of(x), 0, List.of(weight), List.of());
    }

    @Override
    public Node vector(String vector) {
        ParameterTensor b = layout.tensor(vector);
        return add(Operation.AFFINE, b.rows(), List.of(), 0, List.of(), List.of(vector));
    }
}
