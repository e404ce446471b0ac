package io.ntk.cli.command;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.runtime.model.BeforeAfter;

/** A model before and after training, each linearized once, however much is asked of the two. */
record LinearizedPair(Linearization first, Linearization last) implements AutoCloseable {
    static LinearizedPair of(AutodiffBackend backend, BeforeAfter pair) {
        Linearization first = backend.linearize(pair.before());
        try {
            return new LinearizedPair(first, backend.linearize(pair.after()));
        } catch (RuntimeException | Error e) {
            first.close();
            throw e;
        }
    }

    Kernel before() {
        return Kernel.of(first);
    }

    Kernel after() {
        return Kernel.of(last);
    }

    @Override
    public void close() {
        first.close();
        last.close();
    }
}
