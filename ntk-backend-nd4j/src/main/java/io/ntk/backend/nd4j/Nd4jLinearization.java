package io.ntk.backend.nd4j;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Differentiator} as operators on blocks of vectors. Applications take turns under the backend's lock. */
final class Nd4jLinearization implements Linearization {
    private final Problem problem;
    private final Nd4jBackend backend;
    private final Differentiator differentiator;
    private final VectorSpace observationSpace;
    private final VectorSpace parameterSpace;
    private final VectorSpace perturbationSpace;
    private boolean closed;

    Nd4jLinearization(Problem problem, Nd4jBackend backend, Differentiator differentiator) {
        this.problem = problem;
        this.backend = backend;
        this.differentiator = differentiator;
        this.observationSpace = new Nd4jVectorSpace(problem.observedShape(), problem.precision());
        this.parameterSpace = new Nd4jVectorSpace(problem.parameterShape(), problem.precision());
        this.perturbationSpace = new Nd4jVectorSpace(problem.perturbationShape(), problem.precision());
    }

    @Override
    public Problem problem() {
        return problem;
    }

    @Override
    public VectorSpace observationSpace() {
        return observationSpace;
    }

    @Override
    public VectorSpace parameterSpace() {
        return parameterSpace;
    }

    @Override
    public VectorSpace perturbationSpace() {
        return perturbationSpace;
    }

    @Override
    public double[] observations() {
        double[][] states = new double[1][];
        exclusively(() -> states[0] = differentiator.observations().clone());
        return states[0];
    }

    @Override
    public LinearOperator jacobian() {
        return operator(Derivative.JACOBIAN, parameterSpace, observationSpace);
    }

    @Override
    public LinearOperator propagation() {
        return operator(Derivative.PROPAGATION, perturbationSpace, observationSpace);
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return operator(Derivative.ONE_STEP, parameterSpace, perturbationSpace);
    }

    private LinearOperator operator(Derivative derivative, VectorSpace domain, VectorSpace range) {
        return new Nd4jOperator(
                domain,
                range,
                (INDArray in, INDArray out) -> exclusively(() -> differentiator.tangent(derivative, in, out)),
                (INDArray in, INDArray out) -> exclusively(() -> differentiator.adjoint(derivative, in, out)));
    }

    private void exclusively(Runnable work) {
        backend.exclusively(() -> {
            if (closed) {
                throw MultiVectors.closed("linearization");
            }
            work.run();
        });
    }

    @Override
    public void close() {
        backend.afterwards(() -> {
            if (!closed) {
                closed = true;
                differentiator.close();
            }
        });
    }
}
