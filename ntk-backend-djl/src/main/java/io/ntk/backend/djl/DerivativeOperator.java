package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.MultiVector;
import java.util.Set;

/** J, P or F of a linearization. */
final class DerivativeOperator extends AbstractLinearOperator {
    private final DjlLinearization linearization;
    private final Mode mode;

    DerivativeOperator(DjlLinearization linearization, Mode mode, DjlVectorSpace domain, DjlVectorSpace range) {
        super(domain, range, Set.of());
        this.linearization = linearization;
        this.mode = mode;
    }

    private Derivative derivative(MultiVector x) {
        return linearization.derivative(x.columns());
    }

    @Override
    protected void multiply(MultiVector x, MultiVector y) {
        try (Frame frame = Frame.open(linearization.engine())) {
            derivative(x).multiply(mode, ((DjlMultiVector) x).data(), ((DjlMultiVector) y).data());
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    @Override
    protected void multiplyAdjoint(MultiVector x, MultiVector y) {
        try (Frame frame = Frame.open(linearization.engine())) {
            derivative(x).multiplyAdjoint(mode, ((DjlMultiVector) x).data(), ((DjlMultiVector) y).data());
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }
}
