package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.TraceOf;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;

/** Traces from the products of an operator with all unit vectors: as many products as there are elements, and no sampling. */
final class UnitVectors {
    private UnitVectors() {}

    /** Tr A, or Tr AᵀA. */
    static double trace(LinearOperator a, TraceOf of, EstimatorOptions options) {
        return of == TraceOf.OPERATOR ? diagonal(a, options) : squaredNorm(a, options);
    }

    private static double diagonal(LinearOperator a, EstimatorOptions options) {
        double[] sum = new double[1];
        a.forEachColumns(options.columnsAtATime(a), (columns, first) -> {
            for (int j = 0; j < columns.columns(); j++) {
                sum[0] += columns.toArray(j)[a.domain().shape().element(first + j)];
            }
        });
        return sum[0];
    }

    /** ‖A‖²_F. */
    static double squaredNorm(LinearOperator a, EstimatorOptions options) {
        double[] sum = new double[1];
        a.forEachColumns(options.columnsAtATime(a), (columns, first) -> {
            for (double squared : columns.dots(columns)) {
                sum[0] += squared;
            }
        });
        return sum[0];
    }

    /** ‖AᵀA‖²_F; holds all columns of A, and refuses a limit that they do not fit. */
    static double squaredGramNorm(String method, LinearOperator a, EstimatorOptions options) {
        int count = Math.toIntExact(a.domain().order());
        options.requireRoom(method, a.range(), count);
        try (MultiVector all = a.range().uninitialized(count)) {
            a.forEachColumns(options.columnsAtATime(a), (columns, first) -> all.setColumns(first, columns));
            DMatrixRMaj gram = all.gram(all);
            return VectorVectorMult_DDRM.innerProd(gram, gram);
        }
    }
}
