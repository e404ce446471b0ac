package io.ntk.estimators.estimate;

/**
 * The matrix-vector products spent on one kernel Θ = J Jᵀ, counted as they are made.
 *
 * @param kernelProducts vectors multiplied by Θ (each a vjp and a jvp)
 * @param jacobianProducts vectors multiplied by J on its own (jvp), or by P
 * @param adjointProducts vectors multiplied by Jᵀ on its own (vjp), or by Pᵀ
 * @param repeatedProducts vectors multiplied by Θ once more, in float64, to measure rounding: not part of the budget
 */
public record Cost(long kernelProducts, long jacobianProducts, long adjointProducts, long repeatedProducts) {
    /** No products. */
    public static final Cost NONE = new Cost(0, 0, 0);

    /**
     * None of them repeated.
     *
     * @param kernelProducts vectors multiplied by Θ
     * @param jacobianProducts vectors multiplied by J on its own, or by P
     * @param adjointProducts vectors multiplied by Jᵀ on its own, or by Pᵀ
     */
    public Cost(long kernelProducts, long jacobianProducts, long adjointProducts) {
        this(kernelProducts, jacobianProducts, adjointProducts, 0);
    }

    /** {@return all products of the budget, one for each vector multiplied by Θ, J or Jᵀ} */
    public long products() {
        return kernelProducts + jacobianProducts + adjointProducts;
    }
}
