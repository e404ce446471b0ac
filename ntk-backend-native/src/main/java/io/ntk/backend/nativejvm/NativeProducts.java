package io.ntk.backend.nativejvm;

import io.ntk.api.spi.DenseProducts;
import java.nio.DoubleBuffer;

/** The engine's BLAS, which runs each product on the thread that asks for it. */
record NativeProducts(Engine engine) implements DenseProducts {
    @Override
    public int threads() {
        return engine.workers().threads();
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoubleBuffer a,
            int aAt,
            int lda,
            DoubleBuffer b,
            int bAt,
            int ldb,
            double beta,
            DoubleBuffer c,
            int cAt,
            int ldc) {
        engine.blas()
                .gemm(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        alpha,
                        from(a, aAt),
                        lda,
                        from(b, bAt),
                        ldb,
                        beta,
                        from(c, cAt),
                        ldc);
    }

    /** A view of its own, because other threads use the same buffer. */
    private static DoubleBuffer from(DoubleBuffer buffer, int at) {
        return buffer.duplicate().clear().position(at);
    }
}
