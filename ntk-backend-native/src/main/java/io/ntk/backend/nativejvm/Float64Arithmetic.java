package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Everything in float64. The loops have twins in {@link Float32Arithmetic}: Java has no generics over primitives. */
final class Float64Arithmetic extends Arithmetic {
    private static final FloatBuffer NO_FLOATS = FloatBuffer.allocate(0);

    Float64Arithmetic(Blas blas, MemoryPool pool) {
        super(Precision.FLOAT64, blas, pool);
    }

    @Override
    Memory memory(long elements) {
        Blas.Allocation allocation = pool().acquire(elements * Double.BYTES);
        return new Memory(pool(), allocation, NO_FLOATS, allocation.buffer().asDoubleBuffer());
    }

    @Override
    Scratch scratch(int elements) {
        return new Scratch(new double[elements]);
    }

    @Override
    void load(Memory memory, int from, Scratch scratch, int at, int count) {
        memory.doubles.get(from, scratch.doubles, at, count);
    }

    @Override
    void store(Scratch scratch, int at, Memory memory, int to, int count) {
        memory.doubles.put(to, scratch.doubles, at, count);
    }

    @Override
    void copy(Memory source, int from, Memory target, int to, int count) {
        target.doubles.put(to, source.doubles, from, count);
    }

    @Override
    void zero(Scratch scratch, int at, int count) {
        java.util.Arrays.fill(scratch.doubles, at, at + count, 0);
    }

    @Override
    double get(Scratch scratch, int at) {
        return scratch.doubles[at];
    }

    @Override
    void set(Scratch scratch, int at, double value) {
        scratch.doubles[at] = value;
    }

    @Override
    void fill(ProbeDistribution distribution, long seed, long probe, long element, Scratch out, int at, int count) {
        distribution.fill(seed, probe, element, out.doubles, at, count);
    }

    private static DoubleBuffer at(Memory memory, int position) {
        return memory.doubles.duplicate().position(position);
    }

    @Override
    void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            Memory a,
            int aAt,
            int lda,
            Memory b,
            int bAt,
            int ldb,
            double beta,
            Memory c,
            int cAt,
            int ldc) {
        blas().gemm(transposeA, transposeB, m, n, k, alpha, at(a, aAt), lda, at(b, bAt), ldb, beta, at(c, cAt), ldc);
    }

    @Override
    void repeat(Scratch from, int fromAt, int width, int rows, Scratch to, int toAt) {
        System.arraycopy(from.doubles, fromAt, to.doubles, toAt, width);
        int total = rows * width;
        for (int done = width; done < total; done *= 2) {
            System.arraycopy(to.doubles, toAt, to.doubles, toAt + done, Math.min(done, total - done));
        }
    }

    @Override
    void transpose(Scratch from, int fromAt, int rows, int columns, Scratch to, int toAt) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                to.doubles[toAt + column * rows + row] = from.doubles[fromAt + row * columns + column];
            }
        }
    }

    @Override
    void combine(Scratch to, Scratch from, Scratch coefficient, int count, boolean accumulate) {
        if (accumulate) {
            addProduct(to.doubles, 0, coefficient.doubles, 0, from.doubles, 0, count);
        } else {
            setProduct(to.doubles, 0, coefficient.doubles, 0, from.doubles, 0, count);
        }
    }

    @Override
    void combine(
            Scratch to,
            int toAt,
            int toStride,
            Scratch from,
            int fromAt,
            int fromStride,
            int rows,
            int width,
            double scale,
            @Nullable Scratch coefficient,
            int coefficientAt,
            boolean accumulate) {
        double[] y = to.doubles;
        double[] x = from.doubles;
        if (rows > 1 && coefficient == null && toStride == width && fromStride == width) {
            // Rows without gaps are one long row.
            combine(to, toAt, 0, from, fromAt, 0, 1, rows * width, scale, null, 0, accumulate);
            return;
        }
        for (int row = 0; row < rows; row++) {
            int yAt = toAt + row * toStride;
            int xAt = fromAt + row * fromStride;
            if (coefficient == null) {
                if (accumulate) {
                    addScaled(y, yAt, x, xAt, scale, width);
                } else {
                    setScaled(y, yAt, x, xAt, scale, width);
                }
            } else if (accumulate) {
                addProduct(y, yAt, coefficient.doubles, coefficientAt, x, xAt, width);
            } else {
                setProduct(y, yAt, coefficient.doubles, coefficientAt, x, xAt, width);
            }
        }
    }

    private static void addScaled(double[] y, int yAt, double[] x, int xAt, double scale, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] += scale * x[xAt + i];
        }
    }

    private static void setScaled(double[] y, int yAt, double[] x, int xAt, double scale, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] = scale * x[xAt + i];
        }
    }

    private static void addProduct(double[] y, int yAt, double[] c, int cAt, double[] x, int xAt, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] += c[cAt + i] * x[xAt + i];
        }
    }

    private static void setProduct(double[] y, int yAt, double[] c, int cAt, double[] x, int xAt, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] = c[cAt + i] * x[xAt + i];
        }
    }

    @Override
    double dot(Scratch x, int xAt, Scratch y, int yAt, int count) {
        return dot(x.doubles, xAt, y.doubles, yAt, count);
    }

    /** Four independent sums, so that none waits for another. */
    private static double dot(double[] x, int xAt, double[] y, int yAt, int count) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            sum0 += x[xAt + i] * y[yAt + i];
            sum1 += x[xAt + i + 1] * y[yAt + i + 1];
            sum2 += x[xAt + i + 2] * y[yAt + i + 2];
            sum3 += x[xAt + i + 3] * y[yAt + i + 3];
        }
        for (; i < count; i++) {
            sum0 += x[xAt + i] * y[yAt + i];
        }
        return (sum0 + sum1) + (sum2 + sum3);
    }

    @Override
    void addProducts(Scratch x, Scratch y, int count, Scratch sums, Scratch rests) {
        addProducts(x.doubles, y.doubles, count, sums.doubles);
    }

    private static void addProducts(double[] x, double[] y, int count, double[] sums) {
        for (int i = 0; i < count; i++) {
            sums[i] += x[i] * y[i];
        }
    }

    @Override
    void widen(Scratch from, int fromAt, double[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from.doubles[fromAt + i];
        }
    }

    @Override
    void narrow(double[] from, int fromAt, Scratch to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to.doubles[toAt + i] = from[fromAt + i];
        }
    }
}
