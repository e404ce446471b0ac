package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Products by EJML, for machines on which OpenBLAS does not load: correct, pure Java, and about fifteen times slower. */
final class EjmlBlas implements Blas {
    private final String description;

    private EjmlBlas(String description) {
        this.description = description;
    }

    /** What a user asked for. */
    static EjmlBlas asked() {
        return new EjmlBlas("EJML (pure Java)");
    }

    /** What is left without OpenBLAS. */
    static EjmlBlas fallback() {
        return new EjmlBlas("EJML (pure Java; OpenBLAS could not be loaded)");
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public Allocation allocate(long bytes) {
        try {
            // Freed by the garbage collector; without native libraries there is nothing to free it sooner.
            return new Allocation(
                    ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()), () -> {});
        } catch (OutOfMemoryError e) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The Java virtual machine refused " + bytes + " bytes of memory outside its heap.",
                    "Raise -XX:MaxDirectMemorySize, or use fewer samples.",
                    e);
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            FloatBuffer a,
            int lda,
            FloatBuffer b,
            int ldb,
            double beta,
            FloatBuffer c,
            int ldc) {
        DMatrixRMaj left = transposeA ? read(a, k, m, lda) : read(a, m, k, lda);
        DMatrixRMaj right = transposeB ? read(b, n, k, ldb) : read(b, k, n, ldb);
        DMatrixRMaj result = product(transposeA, transposeB, alpha, left, right);
        if (beta != 0) {
            CommonOps_DDRM.add(result, beta, read(c, m, n, ldc), result);
        }
        float[] narrowed = new float[n];
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                narrowed[column] = (float) result.data[row * n + column];
            }
            c.put(c.position() + row * ldc, narrowed, 0, n);
        }
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            DoubleBuffer a,
            int lda,
            DoubleBuffer b,
            int ldb,
            double beta,
            DoubleBuffer c,
            int ldc) {
        DMatrixRMaj left = transposeA ? read(a, k, m, lda) : read(a, m, k, lda);
        DMatrixRMaj right = transposeB ? read(b, n, k, ldb) : read(b, k, n, ldb);
        DMatrixRMaj result = product(transposeA, transposeB, alpha, left, right);
        if (beta != 0) {
            CommonOps_DDRM.add(result, beta, read(c, m, n, ldc), result);
        }
        for (int row = 0; row < m; row++) {
            c.put(c.position() + row * ldc, result.data, row * n, n);
        }
    }

    private static DMatrixRMaj product(
            boolean transposeA, boolean transposeB, double alpha, DMatrixRMaj left, DMatrixRMaj right) {
        DMatrixRMaj product = new DMatrixRMaj(
                transposeA ? left.getNumCols() : left.getNumRows(),
                transposeB ? right.getNumRows() : right.getNumCols());
        if (transposeA && transposeB) {
            CommonOps_DDRM.multTransAB(alpha, left, right, product);
        } else if (transposeA) {
            CommonOps_DDRM.multTransA(alpha, left, right, product);
        } else if (transposeB) {
            CommonOps_DDRM.multTransB(alpha, left, right, product);
        } else {
            CommonOps_DDRM.mult(alpha, left, right, product);
        }
        return product;
    }

    private static DMatrixRMaj read(FloatBuffer from, int rows, int columns, int stride) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        float[] row = new float[columns];
        for (int i = 0; i < rows; i++) {
            from.get(from.position() + i * stride, row, 0, columns);
            for (int j = 0; j < columns; j++) {
                matrix.data[i * columns + j] = row[j];
            }
        }
        return matrix;
    }

    private static DMatrixRMaj read(DoubleBuffer from, int rows, int columns, int stride) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int row = 0; row < rows; row++) {
            from.get(from.position() + row * stride, matrix.data, row * columns, columns);
        }
        return matrix;
    }
}
