package io.ntk.tck.reference;

import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** A derivative whose matrices can be looked at. They are computed when first asked for. */
public final class ReferenceLinearization implements Linearization {
    private final Problem problem;
    private final DualModel model;
    private final VectorSpace observationSpace;
    private final VectorSpace parameterSpace;
    private final VectorSpace perturbationSpace;

    private @Nullable DMatrixRMaj jacobian;
    private @Nullable DMatrixRMaj propagation;
    private @Nullable DMatrixRMaj oneStepJacobian;
    private volatile boolean closed;

    ReferenceLinearization(Problem problem) {
        this.problem = problem;
        this.model = new DualModel(problem);
        this.observationSpace = Float32Space.of(problem.observedShape(), problem.precision());
        this.parameterSpace = Float32Space.of(problem.parameterShape(), problem.precision());
        this.perturbationSpace = Float32Space.of(problem.perturbationShape(), problem.precision());
    }

    /** {@return J, in float64 whatever the problem's precision: a row for each observed number, a column for each parameter} */
    public DMatrixRMaj jacobianMatrix() {
        return cachedJacobian().copy();
    }

    /** {@return P, in float64: a row for each observed number, a column for each perturbation} */
    public DMatrixRMaj propagationMatrix() {
        return cachedPropagation().copy();
    }

    /** {@return F, in float64: a row for each perturbation, a column for each parameter} */
    public DMatrixRMaj oneStepJacobianMatrix() {
        return cachedOneStepJacobian().copy();
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
        double[] states = model.observed().clone();
        if (problem.precision() == Precision.FLOAT32) {
            for (int i = 0; i < states.length; i++) {
                states[i] = (float) states[i];
            }
        }
        return states;
    }

    @Override
    public LinearOperator jacobian() {
        return operator(parameterSpace, observationSpace, cachedJacobian());
    }

    @Override
    public LinearOperator propagation() {
        return operator(perturbationSpace, observationSpace, cachedPropagation());
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return operator(parameterSpace, perturbationSpace, cachedOneStepJacobian());
    }

    @Override
    public Optional<StepStructure> structure() {
        requireOpen();
        int perturbationSize = problem.perturbationShape().axes().get(2).size();
        return Optional.of(new ReferenceStructure(
                model, problem.inputs().steps(), problem.model().stateSize(), perturbationSize));
    }

    @Override
    public void close() {
        closed = true;
    }

    private synchronized DMatrixRMaj cachedJacobian() {
        requireOpen();
        if (jacobian == null) {
            jacobian = model.jacobian();
        }
        return jacobian;
    }

    private synchronized DMatrixRMaj cachedPropagation() {
        requireOpen();
        if (propagation == null) {
            propagation = model.propagation();
        }
        return propagation;
    }

    private synchronized DMatrixRMaj cachedOneStepJacobian() {
        requireOpen();
        if (oneStepJacobian == null) {
            oneStepJacobian = model.oneStepJacobian();
        }
        return oneStepJacobian;
    }

    private LinearOperator operator(VectorSpace domain, VectorSpace range, DMatrixRMaj matrix) {
        return new MatrixOperator(domain, range, matrix, () -> closed);
    }

    private void requireOpen() {
        if (closed) {
            throw MultiVectors.closed("linearization");
        }
    }
}
