package io.ntk.backend.nd4j;

import io.ntk.api.cell.Elementary;
import io.ntk.program.Node;
import io.ntk.program.Site;
import io.ntk.program.StepProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Evaluates the nodes of a recorded step on arrays {@code [trials, width]}, a step at a time. */
final class StepEvaluator implements AutoCloseable {
    private final StepProgram program;
    private final List<Node> nodes;
    private final Weights weights;
    private final Storage storage;
    private final int trials;

    /** By node id; those of the leaves belong to the caller, all others are in {@link #own}. */
    private final @Nullable INDArray[] values;

    private final List<INDArray> own = new ArrayList<>();

    /** Prepares to evaluate {@code nodes}, arguments before what uses them, for B trials. */
    StepEvaluator(StepProgram program, List<Node> nodes, Weights weights, Storage storage, int trials) {
        this.program = program;
        this.nodes = nodes;
        this.weights = weights;
        this.storage = storage;
        this.trials = trials;
        this.values = new INDArray[program.nodes().size()];
    }

    /**
     * Evaluates one step and forgets the values of the one before.
     *
     * @param step its index
     * @param input x at this step, {@code [trials, input]}
     * @param state the parts of the state before the step; must stay open as long as values are asked for
     */
    void run(int step, INDArray input, List<INDArray> state) {
        close();
        values[program.input().id()] = input;
        for (int part = 0; part < state.size(); part++) {
            values[program.state().get(part).id()] = state.get(part);
        }
        for (Node node : nodes) {
            if (values[node.id()] == null) {
                INDArray value = storage.uninitialized(trials, node.width());
                own.add(value);
                evaluate(node, step, value);
                values[node.id()] = value;
            }
        }
    }

    /** {@return the value of an evaluated node after the last step, valid until the next} */
    INDArray value(Node node) {
        INDArray value = values[node.id()];
        if (value == null) {
            throw new IllegalStateException("Node " + node + " has no value yet");
        }
        return value;
    }

    private void evaluate(Node node, int step, INDArray result) {
        switch (node.op()) {
            case INPUT, STATE -> throw new IllegalStateException("No value was given for " + node);
            case TIME -> result.assign(step);
            case AFFINE -> {
                Site site = program.sites().get(node.index());
                INDArray feature = site.feature() == null ? null : value(site.feature());
                weights.affine(feature, site.weight(), site.bias(), result);
            }
            case ADD -> first(node, result).addi(value(node.argument(1)));
            case SUBTRACT -> first(node, result).subi(value(node.argument(1)));
            case MULTIPLY -> first(node, result).muli(value(node.argument(1)));
            case DIVIDE -> first(node, result).divi(value(node.argument(1)));
            case SCALE -> first(node, result).muli(node.constant());
            case SHIFT -> first(node, result).addi(node.constant());
            case FUNCTION -> apply(node.function(), value(node.argument(0)), result);
            case SLICE -> result.assign(columns(value(node.argument(0)), node.index(), node.width()));
            case CONCAT -> {
                int from = 0;
                for (Node argument : node.arguments()) {
                    columns(result, from, argument.width()).assign(value(argument));
                    from += argument.width();
                }
            }
        }
    }

    /** {@return the result, holding the first argument} */
    private INDArray first(Node node, INDArray result) {
        return result.assign(value(node.argument(0)));
    }

    private INDArray columns(INDArray matrix, int from, int width) {
        return Views.of(matrix, from, new long[] {trials, width}, matrix.size(1), 1);
    }

    private void apply(Elementary f, INDArray a, INDArray result) {
        switch (f) {
            case TANH -> Transforms.tanh(result.assign(a), false);
            case SIGMOID -> Transforms.sigmoid(result.assign(a), false);
            case RELU -> Transforms.relu(result.assign(a), false);
            case EXP -> Transforms.exp(result.assign(a), false);
            case RECIPROCAL -> result.assign(a).rdivi(1);
            case STEP -> Transforms.sign(Transforms.relu(result.assign(a), false), false);
            case TANH_SLOPE -> result.assign(a).muli(a).rsubi(1);
            case SIGMOID_SLOPE -> result.assign(a).rsubi(1).muli(a);
            // Functions of less common cells, and softplus, which ND4J computes with overflow.
            default -> {
                double[] numbers = new double[Math.toIntExact(a.length())];
                storage.read(a, 0, numbers);
                Arrays.setAll(numbers, i -> f.value(numbers[i]));
                storage.write(result, 0, numbers);
            }
        }
    }

    /** Frees the values of the last step. */
    @Override
    public void close() {
        own.forEach(INDArray::close);
        own.clear();
        Arrays.fill(values, null);
    }
}
