package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.ExplicitJacobian;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;

/**
 * The alignment from both explicit Jacobians, by rows with Tr(Θ_aΘ_b) = ⟨J_aJ_aᵀ, J_bJ_bᵀ⟩ or by columns with
 * ‖J_aᵀJ_b‖²_F, whichever takes fewer products. Without sampling error; it draws no samples.
 */
public final class NaiveAlignment extends CheckedAlignment {
    /** Makes the method. */
    public NaiveAlignment() {
        super(
                new EstimatorDescription(
                        "naive",
                        "From both explicit Jacobians, by rows or by columns.",
                        "the factor J of both; memory for it",
                        ErrorKind.EXACT,
                        false),
                1);
    }

    @Override
    void requireFit(Kernel kernel) {
        kernel.requireFactor(name());
    }

    @Override
    protected long mostSamples(Kernel kernel) {
        return Long.MAX_VALUE;
    }

    @Override
    AlignmentOutcome run(Kernel before, Kernel after, EstimatorOptions options, Consumer<Images> listener) {
        ExplicitJacobian a = ExplicitJacobian.of(before.requireFactor(name()));
        ExplicitJacobian b = ExplicitJacobian.of(after.requireFactor(name()));
        if (a.byRows() != b.byRows()) {
            // Factors of different operators have different domains: only their columns are vectors of one space.
            a = ExplicitJacobian.byColumns(before.requireFactor(name()));
            b = ExplicitJacobian.byColumns(after.requireFactor(name()));
        }
        double gram = 8.0 * a.count() * b.count();
        if (a.byRows() && b.byRows()) {
            // One Jacobian at a time, but both Gram matrices.
            double needed = Math.max(a.bytes(), b.bytes()) + Math.max(a.workingBytes(), b.workingBytes()) + 2 * gram;
            a.requireMemory(name(), needed, options.memoryLimit());
            DMatrixRMaj kernelBefore = gram(a);
            DMatrixRMaj kernelAfter = gram(b);
            return AlignmentOutcome.exact(new AlignmentParts(
                    innerProduct(kernelBefore, kernelAfter),
                    innerProduct(kernelBefore, kernelBefore),
                    innerProduct(kernelAfter, kernelAfter)));
        }
        double needed = a.bytes() + b.bytes() + Math.max(a.workingBytes(), b.workingBytes()) + gram;
        a.requireMemory(name(), needed, options.memoryLimit());
        try (MultiVector x = a.compute();
                MultiVector y = b.compute()) {
            return AlignmentOutcome.exact(
                    new AlignmentParts(squaredNorm(x.gram(y)), squaredNorm(x.gram(x)), squaredNorm(y.gram(y))));
        }
    }

    private static DMatrixRMaj gram(ExplicitJacobian jacobian) {
        try (MultiVector x = jacobian.compute()) {
            return x.gram(x);
        }
    }

    private static double squaredNorm(DMatrixRMaj x) {
        return innerProduct(x, x);
    }

    private static double innerProduct(DMatrixRMaj x, DMatrixRMaj y) {
        double sum = 0;
        for (int i = 0; i < x.getNumElements(); i++) {
            sum += x.get(i) * y.get(i);
        }
        return sum;
    }
}
