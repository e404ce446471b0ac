package io.ntk.tck.reference;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AbstractLinearization;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/** A derivative whose matrices can be looked at. */
public final class ReferenceLinearization extends AbstractLinearization {
    private final DenseFactors factors;

    ReferenceLinearization(Problem problem, DenseFactors factors) {
        super(problem, shape -> Float32Space.of(shape, problem.precision()));
        this.factors = factors;
    }

    /**
     * {@return J, P or F, in float64 whatever the problem's precision: a row for each element of the range, a column for
     * each element of the domain}
     *
     * @param factor which
     */
    public DMatrixRMaj matrix(Factor factor) {
        requireOpen();
        return factors.matrix(factor).copy();
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        DMatrixRMaj matrix = factors.matrix(factor);
        for (int c = 0; c < x.columns(); c++) {
            y.setColumn(c, DenseProduct.of(matrix, x.toArray(c)));
        }
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        DMatrixRMaj matrix = factors.matrix(factor);
        for (int c = 0; c < x.columns(); c++) {
            y.setColumn(c, DenseProduct.ofTranspose(matrix, x.toArray(c)));
        }
    }

    @Override
    protected double[] copyObservations() {
        double[] copy = factors.model().observed().clone();
        if (problem().precision() == Precision.FLOAT32) {
            for (int i = 0; i < copy.length; i++) {
                copy[i] = (float) copy[i];
            }
        }
        return copy;
    }

    @Override
    public Optional<StepStructure> structure() {
        requireOpen();
        return Optional.of(factors.structure());
    }

    @Override
    protected void free() {}
}
