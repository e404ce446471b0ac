package io.ntk.backend.nativejvm;

import io.ntk.api.Precision;
import io.ntk.api.random.ProbeDistribution;
import org.jspecify.annotations.Nullable;

/** Everything in float64. The loops have twins in {@link Float32Arithmetic}: Java has no generics over primitives. */
final class Float64Arithmetic extends Arithmetic {
    private static final Scratch NOTHING_BUT_ZEROS = new Scratch(new double[ZEROS]);

    Float64Arithmetic(Blas blas, MemoryPool pool) {
        super(Precision.FLOAT64, blas, pool);
    }

    @Override
    Scratch scratch(int elements) {
        return new Scratch(new double[elements]);
    }

    @Override
    Scratch zeros() {
        return NOTHING_BUT_ZEROS;
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
        double[] y = to.doubles;
        double[] x = from.doubles;
        if (coefficient == null) {
            if (accumulate) {
                addScaled(y, toAt, x, fromAt, scale, width);
            } else {
                setScaled(y, toAt, x, fromAt, scale, width);
            }
        } else if (accumulate) {
            addProduct(y, toAt, coefficient.doubles, coefficientAt, x, fromAt, width);
        } else {
            setProduct(y, toAt, coefficient.doubles, coefficientAt, x, fromAt, width);
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
