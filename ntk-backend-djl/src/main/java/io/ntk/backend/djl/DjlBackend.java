package io.ntk.backend.djl;

import ai.djl.engine.EngineException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.AbstractBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;

/** PyTorch on one device. */
final class DjlBackend extends AbstractBackend {
    private final DjlEngine engine;

    DjlBackend(DjlEngine engine) {
        this.engine = engine;
    }

    @Override
    public String id() {
        return DjlBackendProvider.ID;
    }

    @Override
    public String engine() {
        return engine.description();
    }

    @Override
    public String differentiator() {
        return switch (engine.derivatives()) {
            case AUTOGRAD -> "PyTorch's autograd";
            case AUTO, SWEEPS -> "PyTorch's autograd of a step, in sweeps";
        };
    }

    @Override
    public String device() {
        return engine.device().isGpu() ? "gpu:" + engine.device().getDeviceId() : "cpu";
    }

    @Override
    public Capabilities capabilities() {
        return DjlBackendProvider.CAPABILITIES;
    }

    @Override
    protected Linearization linearizePlain(Problem problem) {
        engine.requireOpen();
        try {
            return DjlLinearization.of(engine, problem);
        } catch (EngineException e) {
            throw Torch.translate(e);
        }
    }

    @Override
    protected long workingStorage() {
        return engine.options().workingStorage();
    }

    @Override
    protected VectorSpace space(IndexShape shape, Precision precision) {
        return new DjlVectorSpace(engine, shape, precision);
    }

    @Override
    public void close() {
        engine.close();
    }
}
