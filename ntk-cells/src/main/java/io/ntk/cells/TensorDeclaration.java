package io.ntk.cells;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tensor that an equation file declares: a parameter, or a constant that is an array.
 *
 * @param name its name in the equations
 * @param shape its shape, a vector's or a matrix's
 * @param stored where it may stand in a file, in order of preference
 * @param presence whether a checkpoint may lack it
 */
public record TensorDeclaration(String name, Shape shape, List<StoredTensor> stored, Presence presence)
        implements Serializable {
    /** Whether a tensor may be left out. */
    public enum Presence {
        /** Every checkpoint has it. */
        REQUIRED,
        /** A checkpoint may lack it; untrained models have it. */
        OPTIONAL,
        /** A checkpoint may have it; untrained models do not. */
        ABSENT
    }

    /** {@return where it may stand in a file of constants: there too under the name and with the shape that it has in the equations} */
    public List<StoredTensor> storedBeside() {
        return Stream.concat(stored.stream(), Stream.of(new StoredTensor(name, List.of())))
                .toList();
    }

    /** {@return whether it has one axis} */
    public boolean isVector() {
        return shape.isVector();
    }

    /** {@return whether a checkpoint may lack it} */
    public boolean isOptional() {
        return presence != Presence.REQUIRED;
    }
}
