package io.ntk.estimators.golden;

import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.function.UnaryOperator;

/** The kernels of a golden case before and after training, by the dense reference backend. */
final class GoldenKernels implements AutoCloseable {
    private final ReferenceBackend backend = new ReferenceBackend();
    private final Linearization before;
    private final Linearization after;

    GoldenKernels(GoldenCase golden, UnaryOperator<Problem> change) {
        before = backend.linearize(change.apply(golden.problemBefore(Precision.FLOAT64)));
        after = backend.linearize(change.apply(golden.problemAfter(Precision.FLOAT64)));
    }

    Kernel before() {
        return Kernel.of(before);
    }

    Kernel after() {
        return Kernel.of(after);
    }

    @Override
    public void close() {
        before.close();
        after.close();
        backend.close();
    }
}
