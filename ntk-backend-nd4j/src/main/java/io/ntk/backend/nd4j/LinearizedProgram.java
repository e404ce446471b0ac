package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * A program's derivative at all steps of a run: the partial derivatives of every nonlinear operation, once, as factors
 * {@code [steps · trials, width]} that serve any number of vectors.
 */
final class LinearizedProgram implements AutoCloseable {
    private final Program program;
    private final Weights weights;
    private final ParameterLayout selected;
    private final int trials;
    private final @Nullable INDArray[] first;
    private final @Nullable INDArray[] second;
    private final List<ParameterSite> sites = new ArrayList<>();
    private final List<INDArray> owned = new ArrayList<>();

    /**
     * Computes the factors.
     *
     * @param program the program
     * @param run its completed run; may be closed afterwards
     * @param selected the differentiated parameters
     * @param weights the parameters; stays open as long as this
     * @param storage the precision
     * @param steps T
     * @param trials B
     */
    LinearizedProgram(
            Program program,
            ProgramRun run,
            ParameterLayout selected,
            Weights weights,
            Storage storage,
            int steps,
            int trials) {
        this.program = program;
        this.weights = weights;
        this.selected = selected;
        this.trials = trials;
        this.first = new INDArray[program.capacity()];
        this.second = new INDArray[program.capacity()];
        boolean[] active = program.active(true, selected);
        try {
            for (Node node : program.nodes()) {
                if (active[node.index]) {
                    differentiate(node, run, active, storage);
                }
                if (ParameterSite.isNeeded(node, selected)) {
                    sites.add(ParameterSite.of(node, selected, run, storage, Math.multiplyExact(steps, trials)));
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void differentiate(Node node, ProgramRun run, boolean[] active, Storage storage) {
        switch (node.operation) {
            case TANH -> {
                INDArray y = run.values(node);
                first[node.index] = own(y.mul(y)).rsubi(1);
            }
            case SIGMOID -> {
                INDArray y = run.values(node);
                first[node.index] = own(y.rsub(1)).muli(y);
            }
            case EXP -> first[node.index] = own(run.values(node).dup('c'));
            case RELU -> {
                INDArray positive = run.values(node.first()).gt(0);
                first[node.index] = own(positive.castTo(storage.type()));
                positive.close();
            }
            case SOFTPLUS -> first[node.index] = own(Transforms.sigmoid(run.values(node.first()), true));
            case MULTIPLY -> {
                if (active[node.first().index]) {
                    first[node.index] = own(run.values(node.second()).dup('c'));
                }
                if (active[node.second().index]) {
                    second[node.index] = own(run.values(node.first()).dup('c'));
                }
            }
            case DIVIDE -> {
                INDArray reciprocal = own(run.values(node.second()).rdiv(1));
                first[node.index] = reciprocal;
                second[node.index] = own(reciprocal.mul(run.values(node))).negi();
            }
            default -> {}
        }
    }

    private INDArray own(INDArray array) {
        owned.add(array);
        return array;
    }

    Program program() {
        return program;
    }

    Weights weights() {
        return weights;
    }

    ParameterLayout selected() {
        return selected;
    }

    int trials() {
        return trials;
    }

    List<ParameterSite> sites() {
        return sites;
    }

    /** {@return ∂node/∂first operand at a step, {@code [trials, 1, width]}} */
    INDArray first(Node node, int step) {
        return factor(first[node.index], node, step);
    }

    /** {@return ∂node/∂second operand at a step, {@code [trials, 1, width]}} */
    INDArray second(Node node, int step) {
        return factor(second[node.index], node, step);
    }

    private INDArray factor(@Nullable INDArray factors, Node node, int step) {
        if (factors == null) {
            throw new IllegalStateException("Node " + node.index + " has no derivative");
        }
        return Views.block(factors, (long) step * trials * node.width, trials, 1, node.width);
    }

    @Override
    public void close() {
        owned.forEach(INDArray::close);
        owned.clear();
        sites.forEach(ParameterSite::close);
        sites.clear();
    }
}
