package io.ntk.tck;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.api.spi.StepStructure;
import java.util.Optional;

/** A linearization that is another one but for what a subclass overrides: for backends that are wrong on purpose. */
public class ForwardingLinearization implements Linearization {
    private final Linearization right;

    /**
     * Forwards everything.
     *
     * @param right where to; closed together with this
     */
    public ForwardingLinearization(Linearization right) {
        this.right = right;
    }

    @Override
    public Problem problem() {
        return right.problem();
    }

    @Override
    public VectorSpace observationSpace() {
        return right.observationSpace();
    }

    @Override
    public VectorSpace parameterSpace() {
        return right.parameterSpace();
    }

    @Override
    public VectorSpace perturbationSpace() {
        return right.perturbationSpace();
    }

    @Override
    public double[] observations() {
        return right.observations();
    }

    @Override
    public LinearOperator jacobian() {
        return right.jacobian();
    }

    @Override
    public LinearOperator propagation() {
        return right.propagation();
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return right.oneStepJacobian();
    }

    @Override
    public Optional<StepStructure> structure() {
        return right.structure();
    }

    @Override
    public void close() {
        right.close();
    }
}
