package io.ntk.backend.nativejvm;

import io.ntk.api.cell.Elementary;

/**
 * Functions of the primal pass on stretches of arrays. tanh and sigmoid, which most cells are made of, are loops without
 * branches and calls, because the compiler vectorises those.
 *
 * <p>Both follow from eˣ − 1, by its Taylor polynomial at x / 2¹⁰ and ten times E ← E (2 + E). For small E that keeps the
 * relative error, and where it doubles the error, E is large and the functions are flat. tanh is right to a dozen units in
 * the last place, sigmoid to 1e-15.
 */
final class ElementaryFunctions {
    /** Beyond ±40, tanh(x / 2) and sigmoid(x) are ±1 and 0 or 1 to the accuracy above. */
    private static final double SATURATED = 40;

    private ElementaryFunctions() {}

    /** out[to …] ← f(x[from …]) over {@code count} elements; {@code out} and {@code x} are different arrays. */
    static void apply(Elementary f, double[] x, int from, double[] out, int to, int count) {
        switch (f) {
            case TANH -> tanh(x, from, out, to, count);
            case SIGMOID -> sigmoid(x, from, out, to, count);
            case RELU -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = Math.max(x[from + i], 0);
                }
            }
            case RECIPROCAL -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = 1 / x[from + i];
                }
            }
            case STEP -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = x[from + i] > 0 ? 1 : 0;
                }
            }
            case TANH_SLOPE -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = 1 - x[from + i] * x[from + i];
                }
            }
            case SIGMOID_SLOPE -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = x[from + i] * (1 - x[from + i]);
                }
            }
            // The time of a function without a loop of its own goes into Math.
            default -> {
                for (int i = 0; i < count; i++) {
                    out[to + i] = f.value(x[from + i]);
                }
            }
        }
    }

    private static void tanh(double[] x, int from, double[] out, int to, int count) {
        expm1(2, x, from, out, to, count);
        for (int i = to; i < to + count; i++) {
            out[i] = out[i] / (out[i] + 2);
        }
    }

    private static void sigmoid(double[] x, int from, double[] out, int to, int count) {
        expm1(1, x, from, out, to, count);
        for (int i = to; i < to + count; i++) {
            out[i] = (out[i] + 1) / (out[i] + 2);
        }
    }

    /** e^(scale · x) − 1, the argument being clamped to ±{@link #SATURATED}; NaN propagates. */
    private static void expm1(double scale, double[] x, int from, double[] out, int to, int count) {
        // In place, because the compiler vectorises no minimum of two arrays' elements.
        System.arraycopy(x, from, out, to, count);
        for (int i = to; i < to + count; i++) {
            double y = Math.max(-SATURATED, Math.min(SATURATED, scale * out[i])) * 0x1p-10;
            out[i] = y * (1 + y * (1.0 / 2 + y * (1.0 / 6 + y * (1.0 / 24 + y * (1.0 / 120 + y * (1.0 / 720))))));
        }
        for (int twice = 0; twice < 5; twice++) {
            for (int i = to; i < to + count; i++) {
                double e = out[i] * (2 + out[i]);
                out[i] = e * (2 + e);
            }
        }
    }
}
