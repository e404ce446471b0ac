package io.ntk.backend.nd4j;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.MulOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves a block of adjoints backward through a linearized program, a step at a time, by the adjoint rule of each
 * operation. A null block is zero.
 */
final class AdjointSweep {
    private final LinearizedProgram linearized;
    private final Program program;
    private final boolean[] active;
    private final BlockArena arena;
    private final Map<Node, SiteAdjoint> sites;

    /** By node index: the adjoints of the current step, and whether the sweep may overwrite them. */
    private final @Nullable INDArray[] adjoints;

    private final boolean[] owned;

    /** Of a slice: whether its adjoint is a view of that of the whole. */
    private final boolean[] placed;

    /** Of a node whose adjoint slices have begun to write: the columns written so far. */
    private final @Nullable BitSet[] written;

    /**
     * A sweep.
     *
     * @param linearized the program's derivative
     * @param active which nodes vary
     * @param arena working storage; its owner calls {@link BlockArena#nextStep} before each step
     * @param sites collect what reaches the parameters, by affine node; empty if they do not vary
     */
    AdjointSweep(LinearizedProgram linearized, boolean[] active, BlockArena arena, Map<Node, SiteAdjoint> sites) {
        this.linearized = linearized;
        this.program = linearized.program();
        this.active = active;
        this.arena = arena;
        this.sites = sites;
        this.adjoints = new INDArray[program.capacity()];
        this.owned = new boolean[program.capacity()];
        this.placed = new boolean[program.capacity()];
        this.written = new BitSet[program.capacity()];
    }

    /**
     * One step.
     *
     * @param step its index; steps come in falling order
     * @param results the adjoints of the results; not modified
     * @return the adjoints of the carried arguments, which stay valid during the next step
     */
    @Nullable
    INDArray[] step(int step, @Nullable INDArray[] results) {
        Arrays.fill(adjoints, null);
        Arrays.fill(owned, false);
        Arrays.fill(placed, false);
        Arrays.fill(written, null);
        for (int i = 0; i < results.length; i++) {
            INDArray adjoint = results[i];
            if (adjoint != null) {
                contribute(program.results().get(i), adjoint, false);
            }
        }
        List<Node> nodes = program.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            INDArray adjoint = adjoints[node.index];
            if (adjoint != null) {
                complete(node, adjoint);
            }
            if (adjoint != null && node.operation != Operation.ARGUMENT) {
                propagate(node, adjoint, step);
            }
        }
        @Nullable INDArray[] carried = new INDArray[program.carried().size()];
        for (int i = 0; i < carried.length; i++) {
            Node node = program.carried().get(i);
            INDArray adjoint = adjoints[node.index];
            carried[i] = adjoint == null || owned[node.index] ? adjoint : arena.copy(adjoint);
        }
        return carried;
    }

    private void propagate(Node node, INDArray adjoint, int step) {
        switch (node.operation) {
            case AFFINE -> affine(node, adjoint, step);
            case ADD -> {
                contribute(node.first(), adjoint, false);
                contribute(node.second(), adjoint, false);
            }
            case SUBTRACT -> {
                contribute(node.first(), adjoint, false);
                if (active[node.second().index]) {
                    contribute(node.second(), arena.copy(adjoint).negi(), true);
                }
            }
            case MULTIPLY, DIVIDE -> {
                if (active[node.first().index]) {
                    contributeProduct(node.first(), adjoint, linearized.first(node, step), step);
                }
                if (active[node.second().index]) {
                    contributeProduct(node.second(), adjoint, linearized.second(node, step), step);
                }
            }
            case TANH, SIGMOID, RELU, SOFTPLUS, EXP ->
                contributeProduct(node.first(), adjoint, linearized.first(node, step), step);
            case SCALE -> contribute(node.first(), arena.copy(adjoint).muli(node.constant), true);
            case SHIFT -> contribute(node.first(), adjoint, false);
            case SLICE -> slice(node, adjoint, step);
            case CONCAT -> {
                int from = 0;
                for (Node input : node.inputs) {
                    contribute(input, Views.columns(adjoint, from, input.width), false);
                    from += input.width;
                }
            }
            case ARGUMENT -> throw new IllegalStateException("An argument has no rule");
        }
    }

    /** Adds to a node's adjoint a block that may ({@code own}) or may not be overwritten. */
    private void contribute(Node node, INDArray block, boolean own) {
        if (!active[node.index]) {
            return;
        }
        INDArray sum = adjoints[node.index];
        if (sum == null) {
            adjoints[node.index] = block;
            owned[node.index] = own;
            return;
        }
        if (!owned[node.index]) {
            sum = arena.copy(sum);
            adjoints[node.index] = sum;
            owned[node.index] = true;
        }
        complete(node, sum);
        add(block, sum);
    }

    private void add(INDArray block, INDArray sum) {
        INDArray term = arena.contiguous(block);
        if (Views.isContiguous(sum)) {
            sum.addi(term);
        } else {
            // ND4J adds to a strided array ten times as slowly as it copies one.
            sum.assign(arena.copy(sum).addi(term));
        }
    }

    private void contributeProduct(Node node, INDArray block, INDArray factor, int step) {
        boolean isFirst = adjoints[node.index] == null;
        INDArray product = isFirst ? target(node, step) : arena.take(node.width);
        Nd4j.exec(new MulOp(block, factor, product));
        contribute(node, product, true);
    }

    /** Where a node's adjoint is best written: where it will be needed anyway. */
    private INDArray target(Node node, int step) {
        SiteAdjoint site = sites.get(node);
        if (site != null) {
            return site.slot(step);
        }
        if (node.operation == Operation.SLICE) {
            INDArray whole = partial(node.first(), step);
            BitSet columns = written[node.first().index];
            if (columns != null
                    && columns.get(node.from(), node.from() + node.width).isEmpty()) {
                columns.set(node.from(), node.from() + node.width);
                placed[node.index] = true;
                return Views.columns(whole, node.from(), node.width);
            }
        }
        return arena.take(node.width);
    }

    /** The adjoint of a node of which slices are written one by one; not zeroed before. */
    private INDArray partial(Node whole, int step) {
        INDArray adjoint = adjoints[whole.index];
        if (adjoint == null) {
            adjoint = target(whole, step);
            written[whole.index] = new BitSet(whole.width);
        } else if (!owned[whole.index]) {
            adjoint = arena.copy(adjoint);
        }
        adjoints[whole.index] = adjoint;
        owned[whole.index] = true;
        return adjoint;
    }

    private void slice(Node node, INDArray adjoint, int step) {
        if (placed[node.index]) {
            return;
        }
        INDArray part = Views.columns(partial(node.first(), step), node.from(), node.width);
        BitSet columns = written[node.first().index];
        if (columns != null
                && columns.get(node.from(), node.from() + node.width).isEmpty()) {
            columns.set(node.from(), node.from() + node.width);
            RowCopy.copy(adjoint, part);
        } else {
            if (columns != null) {
                complete(node.first(), adjointOf(node.first()));
            }
            add(adjoint, part);
        }
    }

    private INDArray adjointOf(Node node) {
        INDArray adjoint = adjoints[node.index];
        if (adjoint == null) {
            throw new IllegalStateException("Node " + node.index + " has no adjoint");
        }
        return adjoint;
    }

    /** Zeroes the columns of an adjoint that no slice wrote. */
    private void complete(Node node, INDArray adjoint) {
        BitSet columns = written[node.index];
        if (columns == null) {
            return;
        }
        written[node.index] = null;
        for (int from = columns.nextClearBit(0); from < node.width; from = columns.nextClearBit(from)) {
            int next = columns.nextSetBit(from);
            int to = next < 0 ? node.width : next;
            Views.columns(adjoint, from, to - from).assign(arena.take(to - from).assign(0));
            from = to;
        }
    }

    private void affine(Node node, INDArray adjoint, int step) {
        INDArray a = adjoint;
        SiteAdjoint site = sites.get(node);
        if (site != null) {
            INDArray slot = site.slot(step);
            if (slot != a) {
                RowCopy.copy(a, slot);
                a = slot;
            }
        }
        for (int i = 0; i < node.inputs.size(); i++) {
            Node x = node.inputs.get(i);
            if (active[x.index]) {
                INDArray product = arena.take(x.width);
                Products.multiply(
                        1,
                        BlockArena.rows(arena.contiguous(a)),
                        linearized.weights().get(node.weights.get(i)),
                        0,
                        BlockArena.rows(product));
                contribute(x, product, true);
            }
        }
    }
}
