package io.ntk.estimators.trace;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.ExplicitJacobian;
import io.ntk.estimators.statistics.Outcome;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;

/**
 * The trace from the explicit Jacobian: Tr JJᵀ = ‖J‖²_F, a block at a time, and Tr (JJᵀ)² = ‖JJᵀ‖²_F = ‖JᵀJ‖²_F, whichever
 * Gram matrix is smaller, which needs all of J in memory. Without sampling error; it draws no samples.
 */
public final class NaiveTrace extends SampledTrace {
    /** Makes the method. */
    public NaiveTrace() {
        super(
                new EstimatorDescription(
                        "naive",
                        "From the explicit Jacobian, by rows or by columns.",
                        "the factor J; memory for J if squared",
                        ErrorKind.EXACT,
                        false),
                1,
                1);
    }

    @Override
    void requireFit(Kernel kernel, TraceOf of) {
        kernel.requireFactor(name());
    }

    @Override
    protected long mostSamples(Kernel kernel) {
        return Long.MAX_VALUE;
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        ExplicitJacobian jacobian = ExplicitJacobian.of(kernel.requireFactor(name()));
        return Outcome.exact(
                of == TraceOf.OPERATOR
                        ? UnitVectors.squaredNorm(jacobian.products(), options)
                        : squaredGramNorm(jacobian, options));
    }

    private double squaredGramNorm(ExplicitJacobian jacobian, EstimatorOptions options) {
        double gramBytes = (double) jacobian.count() * jacobian.count() * Double.BYTES;
        jacobian.requireMemory(name(), jacobian.bytes() + jacobian.workingBytes() + gramBytes, options.memoryLimit());
        try (MultiVector x = jacobian.compute()) {
            DMatrixRMaj gram = x.gram(x);
            return VectorVectorMult_DDRM.innerProd(gram, gram);
        }
    }
}
