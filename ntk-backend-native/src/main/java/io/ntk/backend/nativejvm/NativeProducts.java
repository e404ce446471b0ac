package io.ntk.backend.nativejvm;

import io.ntk.api.spi.DenseMatrices;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import java.lang.ref.Reference;
import java.nio.Buffer;

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

    @Override
    protected void multiplyEachFitting(double alpha, DenseMatrices a, DenseMatrices b, double beta, DenseMatrices c) {
        Blas blas = engine.blas();
        Operand left = new Operand(a);
        Operand right = new Operand(b);
        Operand result = new Operand(c);
        try {
            for (int i = 0; i < c.count(); i++) {
                blas.multiply(alpha, left.at(i), right.at(i), beta, result.at(i));
            }
        } finally {
            Reference.reachabilityFence(a);
            Reference.reachabilityFence(b);
            Reference.reachabilityFence(c);
        }
    }

    /** A view that moves over matrices, so that what a view needs is found once for all of them. */
    private final class Operand {
        private final MatrixView.Window window = new MatrixView.Window();
        private final DenseMatrix first;
        private final Memory memory;
        private final int step;

        Operand(DenseMatrices matrices) {
            this.first = matrices.first();
            this.memory = memory(first);
            this.step = matrices.step();
        }

        MatrixView at(int index) {
            return window.moveTo(
                    memory,
                    first.offset() + index * step,
                    first.rows(),
                    first.columns(),
                    first.leadingDimension(),
                    first.isTransposed());
        }
    }

    private Memory memory(DenseMatrix matrix) {
        // A view of its own, because other threads use the same buffer, and without a limit.
        Buffer buffer = matrix.buffer().duplicate().clear();
        return Memory.borrowed(buffer, addresses.get().of(matrix.buffer(), engine.blas()));
    }

    private MatrixView view(DenseMatrix matrix) {
        return new MatrixView(
                memory(matrix),
                matrix.offset(),
                matrix.rows(),
                matrix.columns(),
                matrix.leadingDimension(),
                matrix.isTransposed());
    }
}
