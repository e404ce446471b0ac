package io.ntk.backend.nativejvm;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import java.lang.ref.Reference;
import java.nio.DoubleBuffer;

/** The engine's BLAS, which runs each product on the thread that asks for it. */
final class NativeProducts extends DenseProducts {
    private final Engine engine;
    private final ThreadLocal<KnownAddresses> addresses = ThreadLocal.withInitial(KnownAddresses::new);

    NativeProducts(Engine engine) {
        this.engine = engine;
    }

    @Override
    public int threads() {
        return engine.workers().threads();
    }

    @Override
    protected void multiplyFitting(double alpha, DenseMatrix a, DenseMatrix b, double beta, DenseMatrix c) {
        try {
            engine.blas().multiply(alpha, view(a), view(b), beta, view(c));
        } finally {
            // The BLAS sees addresses only, which keep no buffer from the garbage collector.
            Reference.reachabilityFence(a);
            Reference.reachabilityFence(b);
            Reference.reachabilityFence(c);
        }
    }

    private MatrixView view(DenseMatrix matrix) {
        // A view of its own, because other threads use the same buffer, and without a limit.
        DoubleBuffer buffer = matrix.buffer().duplicate().clear();
        return new MatrixView(
                Memory.borrowed(buffer, addresses.get().of(matrix.buffer(), engine.blas())),
                matrix.offset(),
                matrix.rows(),
                matrix.columns(),
                matrix.leadingDimension(),
                matrix.isTransposed());
    }
}
