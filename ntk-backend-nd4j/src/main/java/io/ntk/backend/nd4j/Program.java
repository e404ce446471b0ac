package io.ntk.backend.nd4j;

import io.ntk.api.cell.ParameterLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A straight-line program: the operations of one step of a cell, or of a readout, in the order in which they can be
 * evaluated. Operations that no result needs are left out.
 */
final class Program {
    private final int capacity;
    private final List<Node> constants;
    private final List<Node> carried;
    private final List<Node> nodes;
    private final List<Node> results;

    /**
     * Keeps what is needed.
     *
     * @param recorded all nodes, in order
     * @param constants the arguments without derivative: the input and the time
     * @param carried the arguments that depend on earlier steps
     * @param results the nodes whose values the program returns
     */
    Program(List<Node> recorded, List<Node> constants, List<Node> carried, List<Node> results) {
        this.capacity = recorded.size();
        this.constants = List.copyOf(constants);
        this.carried = List.copyOf(carried);
        this.results = List.copyOf(results);
        boolean[] needed = new boolean[capacity];
        results.forEach(result -> needed[result.index] = true);
        for (int i = capacity - 1; i >= 0; i--) {
            if (needed[i]) {
                recorded.get(i).inputs.forEach(input -> needed[input.index] = true);
            }
        }
        List<Node> live = new ArrayList<>();
        for (Node node : recorded) {
            if (needed[node.index]) {
                live.add(node);
            }
        }
        this.nodes = List.copyOf(live);
    }

    /** {@return an exclusive bound of the nodes' indices} */
    int capacity() {
        return capacity;
    }

    List<Node> constants() {
        return constants;
    }

    List<Node> carried() {
        return carried;
    }

    /** {@return the nodes that results need, operands before what uses them} */
    List<Node> nodes() {
        return nodes;
    }

    List<Node> results() {
        return results;
    }

    /**
     * Which nodes have a derivative.
     *
     * @param throughCarried whether the carried arguments vary
     * @param varying the parameter tensors that vary; may be empty
     * @return by node index, whether the node's value varies
     */
    boolean[] active(boolean throughCarried, ParameterLayout varying) {
        boolean[] active = new boolean[capacity];
        if (throughCarried) {
            carried.forEach(node -> active[node.index] = true);
        }
        for (Node node : nodes) {
            active[node.index] |= node.inputs.stream().anyMatch(input -> active[input.index])
                    || node.weights.stream().anyMatch(varying::contains)
                    || node.biases.stream().anyMatch(varying::contains);
        }
        return active;
    }
}
