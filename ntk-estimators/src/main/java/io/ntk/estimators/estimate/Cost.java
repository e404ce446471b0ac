package io.ntk.estimators.estimate;

/**
 * The matrix-vector products spent on one kernel Θ = J Jᵀ, counted as they are made.
 *
 * @param kernelProducts vectors multiplied by Θ (each a vjp and a jvp)
 * @param jacobianProducts vectors multiplied by J on its own (jvp)
 * @param adjointProducts vectors multiplied by Jᵀ on its own (vjp)
 */
public record Cost(long kernelProducts, long jacobianProducts, long adjointProducts) {
    /** No products. */
    public static final Cost NONE = new Cost(0, 0, 0);

    /** {@return all products, one for each vector multiplied by Θ, J or Jᵀ} */
    public long products() {
        return kernelProducts + jacobianProducts + adjointProducts;
    }
}
