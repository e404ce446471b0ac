package io.ntk.program;

import io.ntk.api.cell.Elementary;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a traced step: an operation on earlier values. Nodes are made by {@link Graph} only, which gives equal nodes
 * the same identity, so two nodes are the same value exactly if they are the same object.
 *
 * @param id the position in the graph's order of evaluation
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
    public Node argument(int i) {
        return arguments.get(i);
    }

    /** {@return the function of a FUNCTION} */
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
