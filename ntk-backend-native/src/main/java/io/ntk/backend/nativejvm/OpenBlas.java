package io.ntk.backend.nativejvm;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.OPENBLAS_VERSION;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_get_vendor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.spi.AddressSpace;
import io.ntk.api.spi.JavaCppSettings;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS on memory outside the heap. Every product runs on the thread that calls it: the sweeps are parallel over
 * trials, which needs no synchronisation between products.
 */
final class OpenBlas implements Blas {
    /** The length of a cache line and of the longest vector registers: rows that straddle two are read more slowly. */
    private static final int LINE = 64;

    /** The processors for which OpenBLAS has kernels for small products. */
    private static final List<String> SMALL_KERNELS = List.of("SKYLAKEX", "COOPERLAKE", "SAPPHIRERAPIDS");

    /** What the library itself maps when it is loaded, rounded up. */
    private static final long LIBRARY_BYTES = 64L << 20;

    private static final ExitGate GATE = ExitGate.closingAtExit();
    private static final ThreadLocal<Pointers> POINTERS = ThreadLocal.withInitial(Pointers::new);

    private final long buffers;

    private OpenBlas(long buffers) {
        this.buffers = buffers;
    }

    /**
     * Loads the library, or throws {@link UnsatisfiedLinkError} or another {@link LinkageError}.
     *
     * @param threads how many products run at a time
     * @throws NtkException if there is no folder to unpack it to, from which code may run
     */
    static Blas load(int threads) {
        JavaCppSettings.apply();
        Loader.load(openblas_nolapack.class);
        OpenBlas blas = new OpenBlas(buffers(threads));
        blas.useCallersThread();
        return hasSmallKernels() ? new PiecewiseBlas(blas) : blas;
    }

    /**
     * Refuses to start where the library would end the process, now or at a later product.
     *
     * @param threads how many products run at a time
     * @throws NtkException {@link ErrorId#OUT_OF_MEMORY} if the address space is limited to too little
     */
    static void requireRoom(int threads) {
        AddressSpace.ofProcess().require("OpenBLAS with " + threads + " threads", LIBRARY_BYTES + buffers(threads));
    }

    /** One for the thread that starts the others too. */
    private static long buffers(int threads) {
        return (threads + 1) * AddressSpace.OPENBLAS_BUFFER;
    }

    /**
     * Whether the kernels that OpenBLAS chose for this processor are among those with variants for small products. It
     * keeps them in tables of that name, one of which the variable {@code gotoblas} points to; where it has no such
     * variable, as a library loaded in its place, there are none.
     */
    private static boolean hasSmallKernels() {
        Pointer chosen = Loader.addressof("gotoblas");
        if (chosen == null) {
            return false;
        }
        Pointer table = new PointerPointer<Pointer>(chosen).get();
        return SMALL_KERNELS.stream()
                .map(processor -> Loader.addressof("gotoblas_" + processor))
                .anyMatch(known -> known != null && known.address() == table.address());
    }

    /** Other users of the same library in this process may have changed this global setting. */
    void useCallersThread() {
        blas_set_num_threads(1);
    }

    @Override
    public String description() {
        // The loader can be told to take another library under this name; this is which one has the symbols.
        return switch (blas_get_vendor()) {
            case 2 -> OPENBLAS_VERSION.strip();
            case 3 -> "MKL, loaded in place of OpenBLAS";
            default -> "an unknown BLAS, loaded in place of OpenBLAS";
        };
    }

    @Override
    public Allocation allocate(long bytes) {
        // What is taken here must leave the library what it maps at the first products.
        AddressSpace.ofProcess().require("A block", bytes + buffers);
        try {
            BytePointer memory = new BytePointer(Pointer.malloc(bytes + LINE));
            if (memory.isNull()) {
                throw outOfMemory(bytes, null);
            }
            long start = -memory.address() & (LINE - 1);
            BytePointer aligned = memory.getPointer(BytePointer.class, start).capacity(bytes);
            ByteBuffer buffer = aligned.asByteBuffer().order(ByteOrder.nativeOrder());
            return new Allocation(buffer, aligned.address(), () -> Pointer.free(memory));
        } catch (OutOfMemoryError e) {
            throw outOfMemory(bytes, e);
        }
    }

    private static NtkException outOfMemory(long bytes, @org.jspecify.annotations.Nullable Throwable cause) {
        return new NtkException(
                ErrorId.OUT_OF_MEMORY,
                "The system refused " + bytes + " bytes of memory outside the Java heap.",
                "Use fewer samples, a smaller batch, float32 or a machine with more memory.",
                cause);
    }

    @Override
    public long address(Buffer buffer) {
        return buffer instanceof FloatBuffer floats
                ? new FloatPointer(floats).address()
                : new DoublePointer((DoubleBuffer) buffer).address();
    }

    @Override
    public void multiply(double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
        Pointers pointers = POINTERS.get();
        pointers.visitor.enter();
        try {
            multiply(pointers, alpha, a, b, beta, c);
        } finally {
            pointers.visitor.leave();
        }
    }

    private static void multiply(
            Pointers pointers, double alpha, MatrixView a, MatrixView b, double beta, MatrixView c) {
        switch (c.memory().precision()) {
            case FLOAT32 ->
                cblas_sgemm(
                        CblasRowMajor,
                        transpose(a),
                        transpose(b),
                        c.rows(),
                        c.columns(),
                        a.columns(),
                        (float) alpha,
                        pointers.floatsA.to(a),
                        a.leadingDimension(),
                        pointers.floatsB.to(b),
                        b.leadingDimension(),
                        (float) beta,
                        pointers.floatsC.to(c),
                        c.leadingDimension());
            case FLOAT64 ->
                cblas_dgemm(
                        CblasRowMajor,
                        transpose(a),
                        transpose(b),
                        c.rows(),
                        c.columns(),
                        a.columns(),
                        alpha,
                        pointers.doublesA.to(a),
                        a.leadingDimension(),
                        pointers.doublesB.to(b),
                        b.leadingDimension(),
                        beta,
                        pointers.doublesC.to(c),
                        c.leadingDimension());
        }
    }

    private static int transpose(MatrixView operand) {
        return operand.isTransposed() ? CblasTrans : CblasNoTrans;
    }

    /** What a thread passes to the library, moved from product to product: none of them allocates. */
    private static final class Pointers {
        private final ExitGate.Visitor visitor = GATE.visitor();
        private final Floats floatsA = new Floats();
        private final Floats floatsB = new Floats();
        private final Floats floatsC = new Floats();
        private final Doubles doublesA = new Doubles();
        private final Doubles doublesB = new Doubles();
        private final Doubles doublesC = new Doubles();
    }

    private static final class Floats extends FloatPointer {
        Floats to(MatrixView operand) {
            address = operand.address();
            return this;
        }
    }

    private static final class Doubles extends DoublePointer {
        Doubles to(MatrixView operand) {
            address = operand.address();
            return this;
        }
    }
}
