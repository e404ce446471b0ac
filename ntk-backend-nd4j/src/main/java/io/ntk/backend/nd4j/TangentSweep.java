package io.ntk.backend.nd4j;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves a block of tangents forward through a linearized program, a step at a time, by the tangent rule of each
 * operation. A null block is zero.
 */
final class TangentSweep {
    private final LinearizedProgram linearized;
    private final Program program;
    private final boolean[] active;
    private final BlockArena arena;
    private final Map<Node, SiteTangent> sites;
    private final int[] uses;

    /** By node index: the tangents of the current step, and whether the sweep may overwrite them. */
    private final @Nullable INDArray[] tangents;

    private final boolean[] owned;

    /**
     * A sweep.
     *
     * @param linearized the program's derivative
     * @param active which nodes vary
     * @param arena working storage; its owner calls {@link BlockArena#nextStep} before each step
     * @param sites what the parameters add, by affine node; empty if they do not vary
     */
    TangentSweep(LinearizedProgram linearized, boolean[] active, BlockArena arena, Map<Node, SiteTangent> sites) {
        this.linearized = linearized;
        this.program = linearized.program();
        this.active = active;
        this.arena = arena;
        this.sites = sites;
        this.uses = new int[program.capacity()];
        program.nodes().forEach(node -> node.inputs.forEach(input -> uses[input.index]++));
        program.results().forEach(node -> uses[node.index]++);
        this.tangents = new INDArray[program.capacity()];
        this.owned = new boolean[program.capacity()];
    }

    /**
     * One step.
     *
     * @param step its index
     * @param carried the tangents of the carried arguments; not modified
     * @return the tangents of the results, which stay valid during the next step
     */
    @Nullable
    INDArray[] step(int step, @Nullable INDArray[] carried) {
        Arrays.fill(tangents, null);
        Arrays.fill(owned, false);
        for (int i = 0; i < carried.length; i++) {
            tangents[program.carried().get(i).index] = carried[i];
        }
        for (Node node : program.nodes()) {
            if (active[node.index] && node.operation != Operation.ARGUMENT) {
                evaluate(node, step);
            }
        }
        @Nullable INDArray[] results = new INDArray[program.results().size()];
        for (int i = 0; i < results.length; i++) {
            Node node = program.results().get(i);
            INDArray tangent = tangents[node.index];
            results[i] = tangent == null || owned[node.index] ? tangent : arena.copy(tangent);
        }
        return results;
    }

    private void evaluate(Node node, int step) {
        switch (node.operation) {
            case AFFINE -> affine(node, step);
            case ADD -> sum(node, 1);
            case SUBTRACT -> sum(node, -1);
            case MULTIPLY, DIVIDE -> {
                INDArray a = tangents[node.first().index];
                INDArray b = tangents[node.second().index];
                INDArray total = a == null ? null : multiplied(node, a, linearized.first(node, step), false);
                if (b != null) {
                    INDArray term = multiplied(node, b, linearized.second(node, step), false);
                    total = total == null ? term : total.addi(term);
                }
                set(node, total, true);
            }
            case TANH, SIGMOID, RELU, SOFTPLUS, EXP -> {
                INDArray a = tangents[node.first().index];
                if (a != null) {
                    set(node, multiplied(node, a, linearized.first(node, step), writable(node.first())), true);
                }
            }
            case SCALE -> {
                INDArray a = tangents[node.first().index];
                if (a != null) {
                    set(node, (writable(node.first()) ? a : arena.copy(a)).muli(node.constant), true);
                }
            }
            case SHIFT -> set(node, tangents[node.first().index], false);
            case SLICE -> {
                INDArray a = tangents[node.first().index];
                set(node, a == null ? null : Views.columns(a, node.from(), node.width), false);
            }
            case CONCAT -> concat(node);
            case ARGUMENT -> throw new IllegalStateException("An argument is not evaluated");
        }
    }

    private void set(Node node, @Nullable INDArray tangent, boolean own) {
        tangents[node.index] = tangent;
        owned[node.index] = own && tangent != null;
    }

    /** Whether nothing but its one user will read a node's tangent again. */
    private boolean writable(Node node) {
        return owned[node.index] && uses[node.index] == 1;
    }

    private INDArray multiplied(Node node, INDArray block, INDArray factor, boolean inPlace) {
        INDArray result = inPlace ? block : arena.take(node.width);
        Nd4j.exec(new MulOp(block, factor, result));
        return result;
    }

    private void sum(Node node, int sign) {
        INDArray a = tangents[node.first().index];
        INDArray b = tangents[node.second().index];
        if (b == null) {
            set(node, a, false);
        } else if (a == null) {
            set(node, sign > 0 ? b : arena.copy(b).negi(), sign < 0);
        } else {
            INDArray total = writable(node.first()) ? a : arena.copy(a);
            INDArray term = arena.contiguous(b);
            set(node, sign > 0 ? total.addi(term) : total.subi(term), true);
        }
    }

    private void concat(Node node) {
        INDArray result = null;
        for (Node input : node.inputs) {
            if (tangents[input.index] != null) {
                result = arena.take(node.width);
            }
        }
        if (result == null) {
            return;
        }
        result.assign(0);
        int from = 0;
        for (Node input : node.inputs) {
            INDArray part = tangents[input.index];
            if (part != null) {
                RowCopy.copy(part, Views.columns(result, from, input.width));
            }
            from += input.width;
        }
        set(node, result, true);
    }

    private void affine(Node node, int step) {
        SiteTangent site = sites.get(node);
        INDArray result = site == null ? null : site.at(step);
        boolean begun = result != null;
        for (int i = 0; i < node.inputs.size(); i++) {
            INDArray x = tangents[node.inputs.get(i).index];
            if (x != null) {
                if (result == null) {
                    result = arena.take(node.width);
                }
                INDArray weight = linearized.weights().get(node.weights.get(i));
                Products.multiply(
                        1,
                        BlockArena.rows(arena.contiguous(x)),
                        weight.transpose(),
                        begun ? 1 : 0,
                        BlockArena.rows(result));
                begun = true;
            }
        }
        set(node, result, true);
    }
}
