package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/** Everything in float32. The loops have twins in {@link Float64Arithmetic}: Java has no generics over primitives. */
final class Float32Arithmetic extends Arithmetic {
    private static final DoubleBuffer NO_DOUBLES = DoubleBuffer.allocate(0);

    Float32Arithmetic(Blas blas, MemoryPool pool) {
        super(Precision.FLOAT32, blas, pool);
    }

    @Override
    Memory memory(long elements) {
        Blas.Allocation allocation = pool().acquire(elements * Float.BYTES);
        return new Memory(pool(), allocation, allocation.buffer().asFloatBuffer(), NO_DOUBLES);
    }

    @Override
    Scratch scratch(int elements) {
        return new Scratch(new float[elements]);
    }

    @Override
    void load(Memory memory, int from, Scratch scratch, int at, int count) {
        memory.floats.get(from, scratch.floats, at, count);
    }

    @Override
    void store(Scratch scratch, int at, Memory memory, int to, int count) {
        memory.floats.put(to, scratch.floats, at, count);
    }

    @Override
    void copy(Memory source, int from, Memory target, int to, int count) {
        target.floats.put(to, source.floats, from, count);
    }

    @Override
    void zero(Scratch scratch, int at, int count) {
        java.util.Arrays.fill(scratch.floats, at, at + count, 0);
    }

    @Override
    double get(Scratch scratch, int at) {
        return scratch.floats[at];
    }

    @Override
    void set(Scratch scratch, int at, double value) {
        scratch.floats[at] = (float) value;
    }

    @Override
    void fill(ProbeDistribution distribution, long seed, long probe, long element, Scratch out, int at, int count) {
        distribution.fill(seed, probe, element, out.floats, at, count);
    }

    private static FloatBuffer at(Memory memory, int position) {
        return memory.floats.duplicate().position(position);
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
        System.arraycopy(from.floats, fromAt, to.floats, toAt, width);
        int total = rows * width;
        for (int done = width; done < total; done *= 2) {
            System.arraycopy(to.floats, toAt, to.floats, toAt + done, Math.min(done, total - done));
        }
    }

    @Override
    void transpose(Scratch from, int fromAt, int rows, int columns, Scratch to, int toAt) {
        for (int column = 0; column < columns; column++) {
            for (int row = 0; row < rows; row++) {
                to.floats[toAt + column * rows + row] = from.floats[fromAt + row * columns + column];
            }
        }
    }

    @Override
    void combine(Scratch to, Scratch from, Scratch coefficient, int count, boolean accumulate) {
        if (accumulate) {
            addProduct(to.floats, 0, coefficient.floats, 0, from.floats, 0, count);
        } else {
            setProduct(to.floats, 0, coefficient.floats, 0, from.floats, 0, count);
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
        float[] y = to.floats;
        float[] x = from.floats;
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
                    addScaled(y, yAt, x, xAt, (float) scale, width);
                } else {
                    setScaled(y, yAt, x, xAt, (float) scale, width);
                }
            } else if (accumulate) {
                addProduct(y, yAt, coefficient.floats, coefficientAt, x, xAt, width);
            } else {
                setProduct(y, yAt, coefficient.floats, coefficientAt, x, xAt, width);
            }
        }
    }

    private static void addScaled(float[] y, int yAt, float[] x, int xAt, float scale, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] += scale * x[xAt + i];
        }
    }

    private static void setScaled(float[] y, int yAt, float[] x, int xAt, float scale, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] = scale * x[xAt + i];
        }
    }

    private static void addProduct(float[] y, int yAt, float[] c, int cAt, float[] x, int xAt, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] += c[cAt + i] * x[xAt + i];
        }
    }

    private static void setProduct(float[] y, int yAt, float[] c, int cAt, float[] x, int xAt, int width) {
        for (int i = 0; i < width; i++) {
            y[yAt + i] = c[cAt + i] * x[xAt + i];
        }
    }

    @Override
    double dot(Scratch x, int xAt, Scratch y, int yAt, int count) {
        return dot(x.floats, xAt, y.floats, yAt, count);
    }

    /** Products rounded to float32, as the factors are, summed in float64; four sums, so that none waits for another. */
    private static double dot(float[] x, int xAt, float[] y, int yAt, int count) {
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
        addProducts(x.floats, y.floats, count, sums.floats, rests.floats);
    }

    /** Knuth's exact sum of two numbers: the compiler vectorises this, but no conversion to float64. */
    private static void addProducts(float[] x, float[] y, int count, float[] sums, float[] rests) {
        for (int i = 0; i < count; i++) {
            float product = x[i] * y[i];
            float sum = sums[i];
            float larger = sum + product;
            float added = larger - sum;
            rests[i] += (sum - (larger - added)) + (product - added);
            sums[i] = larger;
        }
    }

    @Override
    void widen(Scratch from, int fromAt, double[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from.floats[fromAt + i];
        }
    }

    @Override
    void narrow(double[] from, int fromAt, Scratch to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to.floats[toAt + i] = (float) from[fromAt + i];
        }
    }
}
