package io.ntk.api.cell;

import java.util.function.UnaryOperator;

/**
 * How the tensors that a step uses are made of the trained tensors θ. Every element of a used tensor is a function of one
 * element of θ, or a constant: W = |V| ∘ signs, a matrix that is used straight and transposed, a vector whose elements are all
 * the same trained number, a mask that is not trained.
 *
 * <p>So the derivative of the used tensors with respect to θ has at most one entry in a row, the {@linkplain #slopes slope}.
 * Engines differentiate with respect to the used tensors and never see θ.
 */
public interface WeightMap {
    /** The source of an element that is a constant. */
    int CONSTANT = -1;

    /** {@return the layout of θ, the trained tensors} */
    ParameterLayout trained();

    /** {@return the layout of the tensors that a step uses} */
    ParameterLayout used();

    /** {@return for each element of the used tensors the index in θ of what it is a function of, or {@link #CONSTANT}} */
    int[] sources();

    /**
     * {@return the used tensors}
     *
     * @param theta the trained ones, as {@link #trained} lays them out
     */
    double[] values(double[] theta);

    /**
     * {@return the derivative of each element of the used tensors with respect to its source; 0 for constants}
     *
     * @param theta the trained tensors, as {@link #trained} lays them out
     */
    double[] slopes(double[] theta);

    /** {@return whether the step uses θ as it is} */
    default boolean isIdentity() {
        return false;
    }

    /**
     * {@return the map of a step that uses the trained tensors as they are}
     *
     * @param layout the layout of both
     */
    static WeightMap identity(ParameterLayout layout) {
        return new IdentityMap(layout);
    }

    /**
     * {@return this map under other names}
     *
     * @param rename maps each name, of trained and of used tensors, to its new name
     */
    default WeightMap renamed(UnaryOperator<String> rename) {
        return new RenamedMap(this, rename);
    }

    /**
     * {@return the map of the tensors of this map followed by those of another}
     *
     * @param next the map to append, with distinct names
     */
    default WeightMap followedBy(WeightMap next) {
        return isIdentity() && next.isIdentity()
                ? identity(trained().followedBy(next.trained()))
                : new JoinedMap(this, next);
    }
}
