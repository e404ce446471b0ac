package io.ntk.runtime.model;

import java.util.Arrays;
import java.util.List;

/**
 * One step of a network in plain Java, from the equations of the literature. It shares no code with any cell or engine, so that
 * agreement with it means something.
 */
@FunctionalInterface
interface ReferenceStep {
    /**
     * Makes a step.
     *
     * @param tensors the trained tensors, row by row
     * @param x the input
     * @param state the state, its parts one after another
     * @return the next state
     */
    double[] next(List<double[]> tensors, double[] x, double[] state);

    /** h' = tanh(x W + h U + b): {@code keras.layers.SimpleRNN}. */
    static double[] simpleRnn(List<double[]> tensors, double[] x, double[] h) {
        double[] a = kerasGates(tensors, x, h);
        double[] next = new double[h.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = Math.tanh(a[i]);
        }
        return next;
    }

    /** {@code keras.layers.GRU(reset_after=False)}, after Cho et al. 2014; gates z, r, h. */
    static double[] gruResetBefore(List<double[]> tensors, double[] x, double[] h) {
        int size = h.length;
        double[] a = kerasGates(tensors, x, h);
        double[] reset = new double[size];
        for (int i = 0; i < size; i++) {
            reset[i] = sigmoid(a[size + i]) * h[i];
        }
        double[] candidate = kerasGates(tensors, x, reset);
        double[] next = new double[size];
        for (int i = 0; i < size; i++) {
            double z = sigmoid(a[i]);
            next[i] = z * h[i] + (1 - z) * Math.tanh(candidate[2 * size + i]);
        }
        return next;
    }

    /** {@code keras.layers.LSTM}, after Hochreiter and Schmidhuber 1997 with a forget gate; gates i, f, c, o. */
    static double[] lstm(List<double[]> tensors, double[] x, double[] state) {
        int size = state.length / 2;
        double[] a = kerasGates(tensors, x, Arrays.copyOf(state, size));
        double[] next = new double[2 * size];
        for (int i = 0; i < size; i++) {
            double c = sigmoid(a[size + i]) * state[size + i] + sigmoid(a[i]) * Math.tanh(a[2 * size + i]);
            next[i] = sigmoid(a[3 * size + i]) * Math.tanh(c);
            next[size + i] = c;
        }
        return next;
    }

    /** Collins, Sohl-Dickstein and Sussillo 2017, equation of the UGRNN. */
    static double[] updateGate(List<double[]> tensors, double[] x, double[] h) {
        double[] next = new double[h.length];
        for (int i = 0; i < next.length; i++) {
            double c = Math.tanh(row(tensors.get(0), i, x) + row(tensors.get(1), i, h) + tensors.get(2)[i]);
            double g = sigmoid(row(tensors.get(3), i, x) + row(tensors.get(4), i, h) + tensors.get(5)[i]);
            next[i] = g * h[i] + (1 - g) * c;
        }
        return next;
    }

    /** Chang et al. 2019, equation 9, with ε = 0.1 and γ = 0.01. */
    static double[] antisymmetric(List<double[]> tensors, double[] x, double[] h) {
        int size = h.length;
        double[] w = tensors.get(0);
        double[] next = new double[size];
        for (int i = 0; i < size; i++) {
            double a = row(tensors.get(1), i, x) + tensors.get(2)[i] - 0.01 * h[i];
            for (int j = 0; j < size; j++) {
                a += (w[i * size + j] - w[j * size + i]) * h[j];
            }
            next[i] = h[i] + 0.1 * Math.tanh(a);
        }
        return next;
    }

    /** r' = 0.8 r + 0.2 relu(W r + b + W_in x + b_in), as Song, Yang and Wang 2016. */
    static double[] rateOutside(List<double[]> tensors, double[] x, double[] r) {
        double[] next = new double[r.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = 0.8 * r[i] + 0.2 * Math.max(drive(tensors, i, x, r), 0);
        }
        return next;
    }

    /** h' = tanh(0.8 h + 0.2 (W h + b + W_in x + b_in)). */
    static double[] rateAround(List<double[]> tensors, double[] x, double[] h) {
        double[] next = new double[h.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = Math.tanh(0.8 * h[i] + 0.2 * drive(tensors, i, x, h));
        }
        return next;
    }

    private static double drive(List<double[]> tensors, int unit, double[] x, double[] state) {
        return row(tensors.get(0), unit, state)
                + tensors.get(1)[unit]
                + row(tensors.get(2), unit, x)
                + tensors.get(3)[unit];
    }

    /** {@return x W + h U + b for matrices {@code [in, out]} and all gates} */
    private static double[] kerasGates(List<double[]> tensors, double[] x, double[] h) {
        double[] gates = tensors.get(2).clone();
        for (int out = 0; out < gates.length; out++) {
            for (int in = 0; in < x.length; in++) {
                gates[out] += x[in] * tensors.get(0)[in * gates.length + out];
            }
            for (int in = 0; in < h.length; in++) {
                gates[out] += h[in] * tensors.get(1)[in * gates.length + out];
            }
        }
        return gates;
    }

    private static double row(double[] matrix, int row, double[] vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            sum += matrix[row * vector.length + i] * vector[i];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
