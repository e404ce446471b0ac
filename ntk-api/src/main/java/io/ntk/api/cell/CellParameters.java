package io.ntk.api.cell;

import java.util.function.UnaryOperator;

/**
 * The parameters of a cell, by name, as the affine maps through which they enter its equations.
 *
 * <p>There is no other way for a parameter to enter. That costs no generality in practice (a learned time constant is
 * {@link #vector} followed by any function) and buys the exact methods, which rest on this structure.
 *
 * @param <A> the engine's array type
 */
public interface CellParameters<A> {
    /**
     * The affine map x Wᵀ + b.
     *
     * @param weight the name of W, {@code [out, in]}
     * @param bias the name of b, {@code [out]}
     * @param x an array of width {@code in}
     * @return an array of width {@code out}
     */
    A affine(String weight, String bias, A x);

    /**
     * The linear map x Wᵀ.
     *
     * @param weight the name of W, {@code [out, in]}
     * @param x an array of width {@code in}
     * @return an array of width {@code out}
     */
    A linear(String weight, A x);

    /**
     * A parameter vector, the same for every trial.
     *
     * @param vector the name of a tensor {@code [out]}
     * @return an array of width {@code out} whose rows are all that vector
     */
    A vector(String vector);

    /**
     * These parameters seen under other names, for a cell that is made of cells.
     *
     * @param rename takes the name that the inner cell uses to the name in this object
     * @return a view of these parameters
     */
    default CellParameters<A> renamed(UnaryOperator<String> rename) {
        CellParameters<A> outer = this;
        return new CellParameters<>() {
            @Override
            public A affine(String weight, String bias, A x) {
                return outer.affine(rename.apply(weight), rename.apply(bias), x);
            }

            @Override
            public A linear(String weight, A x) {
                return outer.linear(rename.apply(weight), x);
            }

            @Override
            public A vector(String vector) {
                return outer.vector(rename.apply(vector));
            }
        };
    }
}
