package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.AbstractLinearization;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Problem;
import org.jspecify.annotations.Nullable;

/** The derivative of a model at one point. What differentiates it is made when it is first needed. */
final class DjlLinearization extends AbstractLinearization {
    private final DjlEngine engine;
    private final ModelArrays model;
    private final Trajectory trajectory;
    private @Nullable Differentiator autograd;
    private @Nullable Differentiator sweeps;

    private DjlLinearization(ModelArrays model, Trajectory trajectory) {
        super(
                model.problem(),
                shape -> new DjlVectorSpace(
                        model.engine(), shape, model.problem().precision()),
                model.engine().options().workingStorage());
        this.engine = model.engine();
        this.model = model;
        this.trajectory = trajectory;
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

    /** {@return what applies operators to blocks of that many columns} */
    private synchronized Differentiator differentiator(int columns) {
        requireOpen();
        engine.requireOpen();
        boolean single = switch (engine.derivatives()) {
            case AUTOGRAD -> true;
            case SWEEPS -> false;
            case AUTO -> columns == 1;
        };
        if (single) {
            if (autograd == null) {
                autograd = new AutogradDifferentiator(model, trajectory);
            }
            return autograd;
        }
        if (sweeps == null) {
            sweeps = SweepDifferentiator.of(model, trajectory);
        }
        return sweeps;
    }

    @Override
    protected void multiply(Factor factor, MultiVector x, MultiVector y) {
        try (Frame frame = Frame.open(engine)) {
            differentiator(x.columns()).multiply(factor, ((DjlMultiVector) x).data(), ((DjlMultiVector) y).data());
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    @Override
    protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
        try (Frame frame = Frame.open(engine)) {
            differentiator(x.columns())
                    .multiplyAdjoint(factor, ((DjlMultiVector) x).data(), ((DjlMultiVector) y).data());
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    @Override
    protected double[] copyObservations() {
        return trajectory.shown().clone();
    }

    @Override
    protected synchronized void free() {
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
