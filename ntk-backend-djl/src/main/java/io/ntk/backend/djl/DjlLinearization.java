package io.ntk.backend.djl;

import io.ntk.api.Precision;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import org.jspecify.annotations.Nullable;

/** The derivative of a model at one point. What differentiates it is made when it is first needed. */
final class DjlLinearization implements Linearization {
    private final DjlEngine engine;
    private final Problem problem;
    private final ModelArrays model;
    private final Trajectory trajectory;
    private final DjlVectorSpace observationSpace;
    private final DjlVectorSpace parameterSpace;
    private final DjlVectorSpace perturbationSpace;
    private @Nullable Derivative autograd;
    private @Nullable Derivative sweeps;
    private boolean closed;

    private DjlLinearization(ModelArrays model, Trajectory trajectory) {
        this.engine = model.engine();
        this.problem = model.problem();
        this.model = model;
        this.trajectory = trajectory;
        Precision precision = problem.precision();
        this.observationSpace = new DjlVectorSpace(engine, problem.observedShape(), precision);
        this.parameterSpace = new DjlVectorSpace(engine, problem.parameterShape(), precision);
        this.perturbationSpace = new DjlVectorSpace(engine, problem.perturbationShape(), precision);
    }

    static DjlLinearization of(DjlEngine engine, Problem problem) {
        try (Frame frame = Frame.open(engine)) {
            ModelArrays model = new ModelArrays(engine, problem);
            try {
                return new DjlLinearization(model, new Trajectory(model));
            } catch (RuntimeException | Error e) {
                model.close();
                throw e;
            }
        }
    }

    DjlEngine engine() {
        return engine;
    }

    /** {@return what applies operators to blocks of that many columns} */
    synchronized Derivative derivative(int columns) {
        if (closed) {
            throw MultiVectors.closed("linearization");
        }
        engine.requireOpen();
        boolean single = switch (engine.derivatives()) {
            case AUTOGRAD -> true;
            case SWEEPS -> false;
            case AUTO -> columns == 1;
        };
        if (single) {
            if (autograd == null) {
                autograd = new AutogradDerivative(model, trajectory);
            }
            return autograd;
        }
        if (sweeps == null) {
            sweeps = SweepDerivative.of(model, trajectory);
        }
        return sweeps;
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
        return trajectory.shown().clone();
    }

    @Override
    public LinearOperator jacobian() {
        return new DerivativeOperator(this, Mode.JACOBIAN, parameterSpace, observationSpace);
    }

    @Override
    public LinearOperator propagation() {
        return new DerivativeOperator(this, Mode.PROPAGATION, perturbationSpace, observationSpace);
    }

    @Override
    public LinearOperator oneStepJacobian() {
        return new DerivativeOperator(this, Mode.ONE_STEP, parameterSpace, perturbationSpace);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (autograd != null) {
            autograd.close();
        }
        if (sweeps != null) {
            sweeps.close();
        }
        trajectory.close();
        model.close();
    }
}
