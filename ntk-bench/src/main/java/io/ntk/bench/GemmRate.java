package io.ntk.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import io.ntk.api.Precision;
import io.ntk.runtime.model.ProblemSizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Measures the rate of OpenBLAS alone, with independent products on all threads: for the product with the weights in
 * every step of a kernel, {@code [B·k, H]·[H, H]}, and for a large square product.
 */
public final class GemmRate {
    private static final double GIGA = 1e9;
    private static final int LARGE = 1536;

    /** The number of operations of one thread in one measurement, which takes some tens of milliseconds. */
    private static final double OPERATIONS = 6e9;

    private final int threads;
    private final Precision precision;
    private final int repetitions;

    /**
     * A product of two matrices {@code [m, k]·[k, n]}.
     *
     * @param m the rows of the first matrix
     * @param k the columns of the first matrix
     * @param n the columns of the second matrix
     */
    record Shape(int m, int k, int n) {
        double operations() {
            return 2.0 * m * k * n;
        }

        @Override
        public String toString() {
            return "[" + m + "," + k + "]x[" + k + "," + n + "]";
        }
    }

    GemmRate(int threads, Precision precision, int repetitions) {
        this.threads = threads;
        this.precision = precision;
        this.repetitions = repetitions;
    }

    /**
     * Measures, and prints a JSON object with the rate of each shape, that of a step first.
     *
     * @param arguments trials, steps, hidden units and inputs (100,10,128,3), columns (50), the precision (float32) and
     *     repetitions (10), each optional
     * @throws InterruptedException if interrupted
     * @throws ExecutionException if a product fails
     */
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        ProblemSizes sizes = ProblemSizes.parse(arguments.length > 0 ? arguments[0] : "100,10,128,3");
        int columns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
        Precision precision = Precision.parse(arguments.length > 2 ? arguments[2] : Precision.FLOAT32.label());
        int repetitions = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10;
        Shape step = new Shape(sizes.trials() * columns, sizes.hiddenSize(), sizes.hiddenSize());
        GemmRate rate = new GemmRate(Runtime.getRuntime().availableProcessors(), precision, repetitions);
        double ofStep = rate.measure(step);
        Shape square = new Shape(LARGE, LARGE, LARGE);
        double ofSquare = rate.measure(square);
        System.out.printf(Locale.ROOT, "{\"%s\": %.1f, \"%s\": %.1f}%n", step, ofStep, square, ofSquare);
    }

    /** {@return the median rate of all threads together, in GFLOP/s} */
    double measure(Shape shape) throws InterruptedException, ExecutionException {
        blas_set_num_threads(1);
        int products = (int) Math.max(1, OPERATIONS / shape.operations());
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Double>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                Runnable product = product(shape);
                tasks.add(() -> {
                    for (int j = 0; j < products; j++) {
                        product.run();
                    }
                    return shape.operations() * products;
                });
            }
            double[] rates = new double[repetitions];
            // The first run is warm-up.
            for (int run = -1; run < repetitions; run++) {
                long start = System.nanoTime();
                double operations = 0;
                for (Future<Double> done : executor.invokeAll(tasks)) {
                    operations += done.get();
                }
                if (run >= 0) {
                    rates[run] = operations / (System.nanoTime() - start) * 1e9 / GIGA;
                }
            }
            Arrays.sort(rates);
            return rates[repetitions / 2];
        } finally {
            executor.shutdown();
        }
    }

    /** {@return a product with its own memory} */
    private Runnable product(Shape shape) {
        long ofA = (long) shape.m() * shape.k();
        long ofB = (long) shape.k() * shape.n();
        long ofC = (long) shape.m() * shape.n();
        if (precision == Precision.FLOAT32) {
            FloatPointer a = new FloatPointer(ofA);
            FloatPointer b = new FloatPointer(ofB);
            FloatPointer c = new FloatPointer(ofC);
            a.put(ramp(ofA), 0, (int) ofA);
            b.put(ramp(ofB), 0, (int) ofB);
            return () -> cblas_sgemm(
                    CblasRowMajor,
                    CblasNoTrans,
                    CblasNoTrans,
                    shape.m(),
                    shape.n(),
                    shape.k(),
                    1,
                    a,
                    shape.k(),
                    b,
                    shape.n(),
                    0,
                    c,
                    shape.n());
        }
        DoublePointer a = new DoublePointer(ofA);
        DoublePointer b = new DoublePointer(ofB);
        DoublePointer c = new DoublePointer(ofC);
        for (long i = 0; i < ofA; i++) {
            a.put(i, value(i));
        }
        for (long i = 0; i < ofB; i++) {
            b.put(i, value(i));
        }
        return () -> cblas_dgemm(
                CblasRowMajor,
                CblasNoTrans,
                CblasNoTrans,
                shape.m(),
                shape.n(),
                shape.k(),
                1,
                a,
                shape.k(),
                b,
                shape.n(),
                0,
                c,
                shape.n());
    }

    private static float[] ramp(long count) {
        float[] values = new float[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value(i);
        }
        return values;
    }

    /** {@return a number of ordinary size, never subnormal} */
    private static double value(long i) {
        return (i % 17 + 1) / 17.0;
    }
}
