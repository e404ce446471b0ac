package io.ntk.backend.nd4j;

import java.util.List;

/** One operation of a {@link Program}. Nodes are compared by identity. */
final class Node {
    /** Its place in the order of recording; no two nodes of a program share it. */
    final int index;

    final Operation operation;

    /** The number of columns of its value. */
    final int width;

    /** The operands; of an affine node, the arrays that its weights multiply. */
    final List<Node> inputs;

    /** The factor of SCALE, the offset of SHIFT, the first column of SLICE. */
    final double constant;

    /** Of an affine node, the names of W_i, one for each input. */
    final List<String> weights;

    /** Of an affine node, the names of b_j. */
    final List<String> biases;

    Node(
            int index,
            Operation operation,
            int width,
            List<Node> inputs,
            double constant,
            List<String> weights,
            List<String> biases) {
        this.index = index;
        this.operation = operation;
        this.width = width;
        this.inputs = List.copyOf(inputs);
        this.constant = constant;
        this.weights = List.copyOf(weights);
        this.biases = List.copyOf(biases);
    }

    /** {@return the only or first operand} */
    Node first() {
        return inputs.get(0);
    }

    /** {@return the second operand} */
    Node second() {
        return inputs.get(1);
    }

    /** {@return the first column of a SLICE} */
    int from() {
        return (int) constant;
    }
}
