package io.ntk.backend.nativejvm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** The fallback where OpenBLAS cannot be loaded. */
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
                    ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder()), 0, () -> {});
        } catch (OutOfMemoryError e) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The Java virtual machine refused " + bytes + " bytes of memory outside its heap.",
                    "Raise -XX:MaxDirectMemorySize, or use fewer samples.",
                    e);
        }
    }

    @Override
    public long address(Buffer buffer) {
        return 0;
    }

    @Override
    public void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
        DMatrixRMaj result = new DMatrixRMaj(c.rows(), c.columns());
        CommonOps_DDRM.mult(alpha, read(a), read(b), result);
        if (beta != 0) {
            CommonOps_DDRM.add(result, beta, read(c), result);
        }
        for (int row = 0; row < c.rows(); row++) {
            write(result.data, row * c.columns(), c.memory(), c.offset() + row * c.leadingDimension(), c.columns());
        }
    }

    private static DMatrixRMaj read(MatrixView view) {
        int rows = view.isTransposed() ? view.columns() : view.rows();
        int columns = view.isTransposed() ? view.rows() : view.columns();
        DMatrixRMaj stored = new DMatrixRMaj(rows, columns);
        for (int row = 0; row < rows; row++) {
            read(view.memory(), view.offset() + row * view.leadingDimension(), stored.data, row * columns, columns);
        }
        return view.isTransposed() ? CommonOps_DDRM.transpose(stored, null) : stored;
    }

    private static void read(Memory memory, int from, double[] to, int at, int count) {
        if (memory.precision() == Precision.FLOAT64) {
            memory.doubles.get(from, to, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[at + i] = memory.floats.get(from + i);
        }
    }

    private static void write(double[] from, int at, Memory memory, int to, int count) {
        if (memory.precision() == Precision.FLOAT64) {
            memory.doubles.put(to, from, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            memory.floats.put(to + i, (float) from[at + i]);
        }
    }
}
