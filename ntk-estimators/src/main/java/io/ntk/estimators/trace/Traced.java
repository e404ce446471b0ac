package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.TraceOf;

/**
 * The matrix M whose trace is wanted, which is A or AᵀA, through products with A alone.
 *
 * <p>ωᵀAᵀAω = ‖Aω‖² takes one product, and the range of AᵀA is that of Aᵀ, so a method that needs only
 * these two spends as much on the square as on A; a product with AᵀA itself takes two.
 */
record Traced(LinearOperator a, TraceOf of) {
    /** M. */
    LinearOperator matrix() {
        return of == TraceOf.OPERATOR ? a : a.gram();
    }

    /** How many products with A one with M takes. */
    int productsPerApplication() {
        return of == TraceOf.OPERATOR ? 1 : 2;
    }

    /** xᵀMx for each column, with one product each. */
    double[] quadraticForms(MultiVector x) {
        try (MultiVector y = a.times(x)) {
            return of == TraceOf.OPERATOR ? x.dots(y) : y.dots(y);
        }
    }

    /** Vectors in the range of M, with one product each. */
    MultiVector rangeSketch(MultiVector x) {
        return of == TraceOf.OPERATOR ? a.times(x) : a.adjoint().times(x);
    }

    /** Whether no quadratic form of M is negative, as declared by A or because M = AᵀA. */
    boolean isPositiveSemidefinite() {
        return of == TraceOf.SQUARE || a.properties().contains(OperatorProperty.POSITIVE_SEMIDEFINITE);
    }
}
