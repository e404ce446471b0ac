package io.ntk.cells;

import java.io.Serializable;
import java.util.stream.Collectors;

/**
 * A matrix or a vector, made of at most one parameter, that the equations multiply or add.
 *
 * @param label its name among the tensors that a step uses
 * @param node how it is made
 * @param shape its shape
 */
record UsedTensor(String label, Node node, Shape shape) implements Serializable {
    /** {@return the name of a weight, or of a view of one} */
    static String label(Node node) {
        if (node instanceof Node.Tensor tensor) {
            return tensor.name();
        }
        if (node instanceof Node.Defined defined) {
            return defined.name();
        }
        if (node instanceof Node.Transposed transposed) {
            return label(transposed.matrix()) + ".T";
        }
        if (node instanceof Node.Selected selected) {
            return label(selected.node())
                    + selected.ranges().stream().map(Range::toString).collect(Collectors.joining(", ", "[", "]"));
        }
        throw new IllegalArgumentException("not a view of a weight: " + node);
    }

    /** {@return whether a node is a tensor, a weight, or a view of one} */
    static boolean isView(Node node) {
        return node instanceof Node.Tensor
                || node instanceof Node.Defined
                || node instanceof Node.Transposed
                || node instanceof Node.Selected;
    }

    /** {@return the tensor that a node is a view of, or null if it is computed} */
    static @org.jspecify.annotations.Nullable String viewed(Node node) {
        if (node instanceof Node.Tensor tensor) {
            return tensor.name();
        }
        if (node instanceof Node.Transposed transposed) {
            return viewed(transposed.matrix());
        }
        return node instanceof Node.Selected selected ? viewed(selected.node()) : null;
    }
}
