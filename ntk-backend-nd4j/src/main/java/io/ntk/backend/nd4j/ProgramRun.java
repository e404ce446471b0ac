package io.ntk.backend.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.AddOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Evaluates a {@link Program} step by step on arrays {@code [trials, width]} and keeps, over all steps, the values that
 * its derivative needs.
 */
final class ProgramRun implements AutoCloseable {
    /** From here on log(1 + exp(a)) is a in float32 and, to 1e-13, in float64; ND4J's own overflows at 88. */
    static final double SOFTPLUS_IS_LINEAR = 30;

    private final Program program;
    private final Weights weights;
    private final Storage storage;
    private final int trials;

    /** By node index, {@code [steps · trials, width]}; null where not kept. */
    private final @Nullable INDArray[] kept;

    /**
     * Makes room.
     *
     * @param program what to evaluate
     * @param active which nodes have a derivative
     * @param selected whether a parameter tensor is differentiated
     * @param weights the parameters
     * @param storage the precision
     * @param steps T
     * @param trials B
     */
    ProgramRun(
            Program program,
            boolean[] active,
            Predicate<String> selected,
            Weights weights,
            Storage storage,
            int steps,
            int trials) {
        this.program = program;
        this.weights = weights;
        this.storage = storage;
        this.trials = trials;
        this.kept = new INDArray[program.capacity()];
        try {
            for (Node node : program.nodes()) {
                if (active[node.index]) {
                    for (Node needed : neededBy(node, selected)) {
                        if (kept[needed.index] == null) {
                            kept[needed.index] = storage.uninitialized((long) steps * trials, needed.width);
                        }
                    }
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static List<Node> neededBy(Node node, Predicate<String> selected) {
        return switch (node.operation) {
            case TANH, SIGMOID, EXP -> List.of(node);
            case RELU, SOFTPLUS, MULTIPLY -> node.inputs;
            case DIVIDE -> List.of(node, node.second());
            case AFFINE -> {
                List<Node> features = new ArrayList<>();
                for (int i = 0; i < node.inputs.size(); i++) {
                    if (selected.test(node.weights.get(i))) {
                        features.add(node.inputs.get(i));
                    }
                }
                yield features;
            }
            default -> List.of();
        };
    }

    /** {@return the kept values of a node, {@code [steps · trials, width]}} */
    INDArray values(Node node) {
        INDArray values = kept[node.index];
        if (values == null) {
            throw new IllegalStateException("The values of node " + node.index + " were not kept");
        }
        return values;
    }

    /**
     * Evaluates one step.
     *
     * @param step its index
     * @param constants the values of the constant arguments, {@code [trials, width]}
     * @param carried the values of the carried arguments
     * @return the results; the caller closes them
     */
    INDArray[] step(int step, List<INDArray> constants, INDArray[] carried) {
        @Nullable INDArray[] values = new INDArray[program.capacity()];
        List<INDArray> own = new ArrayList<>();
        try {
            for (int i = 0; i < program.constants().size(); i++) {
                values[program.constants().get(i).index] = constants.get(i);
            }
            for (int i = 0; i < carried.length; i++) {
                values[program.carried().get(i).index] = carried[i];
            }
            for (Node node : program.nodes()) {
                INDArray value = values[node.index];
                if (value == null) {
                    value = evaluate(node, values);
                    own.add(value);
                    values[node.index] = value;
                }
                INDArray all = kept[node.index];
                if (all != null) {
                    Views.matrix(all, (long) step * trials * node.width, trials, node.width)
                            .assign(value);
                }
            }
            return program.results().stream()
                    .map(node -> at(values, node).dup('c'))
                    .toArray(INDArray[]::new);
        } finally {
            own.forEach(INDArray::close);
        }
    }

    private static INDArray at(@Nullable INDArray[] values, Node node) {
        INDArray value = values[node.index];
        if (value == null) {
            throw new IllegalStateException("Node " + node.index + " has no value yet");
        }
        return value;
    }

    private INDArray evaluate(Node node, @Nullable INDArray[] values) {
        INDArray result = storage.uninitialized(trials, node.width);
        switch (node.operation) {
            case ARGUMENT -> throw new IllegalStateException("An argument was not given");
            case AFFINE -> affine(node, values, result);
            case ADD -> result.assign(at(values, node.first())).addi(at(values, node.second()));
            case SUBTRACT -> result.assign(at(values, node.first())).subi(at(values, node.second()));
            case MULTIPLY -> result.assign(at(values, node.first())).muli(at(values, node.second()));
            case DIVIDE -> result.assign(at(values, node.first())).divi(at(values, node.second()));
            case SCALE -> result.assign(at(values, node.first())).muli(node.constant);
            case SHIFT -> result.assign(at(values, node.first())).addi(node.constant);
            case TANH -> Transforms.tanh(result.assign(at(values, node.first())), false);
            case SIGMOID -> Transforms.sigmoid(result.assign(at(values, node.first())), false);
            case RELU -> Transforms.relu(result.assign(at(values, node.first())), false);
            case SOFTPLUS -> softplus(at(values, node.first()), result);
            case EXP -> Transforms.exp(result.assign(at(values, node.first())), false);
            case SLICE -> result.assign(columns(at(values, node.first()), node.from(), node.width));
            case CONCAT -> {
                int from = 0;
                for (Node input : node.inputs) {
                    columns(result, from, input.width).assign(at(values, input));
                    from += input.width;
                }
            }
        }
        return result;
    }

    private INDArray columns(INDArray matrix, int from, int width) {
        return Views.of(matrix, from, new long[] {trials, width}, matrix.size(1), 1);
    }

    /** log(1 + exp(a)) = log(1 + exp(a − r)) + r with r = max(a − 30, 0), to rounding. */
    private void softplus(INDArray a, INDArray result) {
        INDArray excess = storage.uninitialized(trials, a.size(1));
        try {
            Transforms.relu(excess.assign(a).subi(SOFTPLUS_IS_LINEAR), false);
            Transforms.softPlus(result.assign(a).subi(excess), false);
            result.addi(excess);
        } finally {
            excess.close();
        }
    }

    private void affine(Node node, @Nullable INDArray[] values, INDArray result) {
        if (node.inputs.isEmpty()) {
            result.assign(0);
        }
        for (int i = 0; i < node.inputs.size(); i++) {
            INDArray weight = weights.get(node.weights.get(i));
            Products.multiply(1, at(values, node.inputs.get(i)), weight.transpose(), i == 0 ? 0 : 1, result);
        }
        for (String bias : node.biases) {
            Nd4j.exec(new AddOp(result, weights.get(bias), result));
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < kept.length; i++) {
            INDArray array = kept[i];
            kept[i] = null;
            if (array != null) {
                array.close();
            }
        }
    }
}
