package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import org.jspecify.annotations.Nullable;

/** Everything in float32. The loops have twins in {@link Float64Arithmetic}: Java has no generics over primitives. */
final class Float32Arithmetic extends Arithmetic {
    private static final Scratch NOTHING_BUT_ZEROS = new Scratch(new float[ZEROS]);

    Float32Arithmetic(Blas blas, MemoryPool pool) {
        super(Precision.FLOAT32, blas, pool);
    }

    @Override
    Scratch scratch(int elements) {
        return new Scratch(new float[elements]);
    }

    @Override
    Scratch zeros() {
        return NOTHING_BUT_ZEROS;
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
    void combineRow(
            Scratch to,
            int toAt,
            Scratch from,
            int fromAt,
            int width,
            double scale,
            @Nullable Scratch coefficient,
            int coefficientAt,
            boolean accumulate) {
        float[] y = to.floats;
        float[] x = from.floats;
        if (coefficient == null) {
            if (accumulate) {
                addScaled(y, toAt, x, fromAt, (float) scale, width);
            } else {
                setScaled(y, toAt, x, fromAt, (float) scale, width);
            }
        } else if (accumulate) {
            addProduct(y, toAt, coefficient.floats, coefficientAt, x, fromAt, width);
        } else {
            setProduct(y, toAt, coefficient.floats, coefficientAt, x, fromAt, width);
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
