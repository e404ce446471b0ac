package io.ntk.runtime.provider;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;

/**
 * A backend that outlives whoever uses it.
 *
 * @param backend the backend
 */
record LentBackend(AutodiffBackend backend) implements AutodiffBackend {
    @Override
    public String id() {
        return backend.id();
    }

    @Override
    public String engine() {
        return backend.engine();
    }

    @Override
    public String device() {
        return backend.device();
    }

    @Override
    public String differentiator() {
        return backend.differentiator();
    }

    @Override
    public Capabilities capabilities() {
        return backend.capabilities();
    }

    @Override
    public Linearization linearize(Problem problem) {
        return backend.linearize(problem);
    }

    /** Gives it back. */
    @Override
    public void close() {}
}
