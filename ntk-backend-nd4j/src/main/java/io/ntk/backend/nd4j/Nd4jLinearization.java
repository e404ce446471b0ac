package io.ntk.backend.nd4j;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AbstractLinearization;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;

/** A {@link Differentiator} as operators on blocks of vectors. Applications take turns under the backend's lock. */
final class Nd4jLinearization extends AbstractLinearization {
    private final Nd4jBackend backend;
    private final Differentiator differentiator;

    Nd4jLinearization(Problem problem, Nd4jBackend backend, Differentiator differentiator) {
        super(problem, shape -> backend.space(shape, problem.precision()), backend.workingStorage());
        this.backend = backend;
        this.differentiator = differentiator;
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        exclusively(
                () -> differentiator.multiply(factor, ((Nd4jMultiVector) x).array(), ((Nd4jMultiVector) y).array()));
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        exclusively(() ->
                differentiator.multiplyAdjoint(factor, ((Nd4jMultiVector) x).array(), ((Nd4jMultiVector) y).array()));
    }

    @Override
    protected double[] copyObservations() {
        double[][] copy = new double[1][];
        exclusively(() -> copy[0] = differentiator.observations().clone());
        return copy[0];
    }

    /** Does something while no other thread uses the backend, unless one has closed this meanwhile. */
    private void exclusively(Runnable work) {
        backend.exclusively(() -> {
            requireOpen();
            work.run();
        });
    }

    @Override
    protected void free() {
        backend.afterwards(differentiator::close);
    }
}
