package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.MultiVectors;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.spi.AbstractBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;

/** The default engine. */
final class NativeBackend extends AbstractBackend {
    private final Engine engine;
    private volatile boolean closed;

    NativeBackend(Engine engine) {
        this.engine = engine;
    }

    @Override
    public String id() {
        return NativeBackendProvider.ID;
    }

    @Override
    public String engine() {
        return engine.blas().description();
    }

    @Override
    public String differentiator() {
        return "the step's linear program";
    }

    @Override
    public Capabilities capabilities() {
        return NativeBackendProvider.CAPABILITIES;
    }

    @Override
    protected boolean endsTrialsEarly() {
        return true;
    }

    @Override
    protected Linearization linearizePlain(Problem problem) {
        if (closed) {
            throw MultiVectors.closed("backend");
        }
        return NativeLinearization.of(engine, problem);
    }

    @Override
    protected long workingStorage() {
        return engine.options().workingStorage();
    }

    @Override
    protected VectorSpace space(IndexShape shape, Precision precision) {
        return new NativeVectorSpace(engine, shape, precision);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            engine.close();
        }
    }
}
