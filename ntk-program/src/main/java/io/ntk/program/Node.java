package io.ntk.program;

import io.ntk.api.cell.Elementary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a recorded step: an operation on earlier values. Equal operations on equal arguments are one node, so two nodes
 * are the same value exactly if they are the same object.
 *
 * @param id its position in {@link StepProgram#nodes}
 * @param op the operation
 * @param arguments its arguments
 * @param width the number of columns
 * @param index for STATE the part, for AFFINE the site, for SLICE the first column
 * @param constant for SCALE the factor, for SHIFT the offset
 * @param function for FUNCTION the function, else null
 */
public record Node(
        int id,
        Op op,
        List<Node> arguments,
        int width,
        int index,
        double constant,
        @Nullable Elementary function) {
    /**
     * {@return an argument}
     *
     * @param i its position, from 0 on
     */
    public Node argument(int i) {
        return arguments.get(i);
    }

    /**
     * {@return the function of a FUNCTION}
     *
     * @throws NullPointerException if {@link #op} is another operation
     */
    @Override
    public Elementary function() {
        return Objects.requireNonNull(function, () -> op + " is no function");
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "#" + id + " " + (op == Op.FUNCTION ? function : op);
    }
}
