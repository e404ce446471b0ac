package io.ntk.tck;

import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Problem;

/**
 * The closed form of a network of {@link io.ntk.tck.cell.LinearCell}, by powers of its recurrent weight instead of
 * recursion: z_t = W^{t+1} s₀ + Σ_{s ≤ t} W^{t−s} (U x_s + b), and the derivatives of that.
 */
final class LinearNetwork {
    private final Problem problem;
    private final int trials;
    private final int steps;
    private final int inputSize;
    private final int size;
    /** W⁰ to Wᵀ, each row-major. */
    private final double[][] powers;

    private final double[] states;

    LinearNetwork(Problem problem) {
        this.problem = problem;
        Inputs inputs = problem.inputs();
        this.trials = inputs.trials();
        this.steps = inputs.steps();
        this.inputSize = inputs.size();
        this.size = problem.model().hiddenSize();
        this.powers = powers(problem.parameters().tensor("weight_hh"), size, steps);
        this.states = propagate(drive(problem.parameters(), (b, t) -> new double[size]), true);
    }

    /** {@return z {@code [B, T, H]}} */
    double[] observations() {
        return states;
    }

    /** {@return P q: Σ_{s ≤ t} W^{t−s} q_s} */
    double[] propagation(double[] q) {
        return propagate(q, false);
    }

    /** {@return J u: Σ_{s ≤ t} W^{t−s} (δW z_{s−1} + δU x_s + δb)} */
    double[] jvp(double[] u) {
        Parameters direction = Parameters.of(problem.model().layout(), u);
        return propagate(drive(direction, this::stateBefore), false);
    }

    /** {@return Jᵀv: with g_s = Σ_{t ≥ s} (W^{t−s})ᵀ v_t, the sums of g_s z_{s−1}ᵀ, g_s x_sᵀ and g_s} */
    double[] vjp(double[] v) {
        double[] gradient = new double[problem.model().layout().size()];
        int hh = problem.model().layout().tensor("weight_hh").offset();
        int ih = problem.model().layout().tensor("weight_ih").offset();
        int bias = problem.model().layout().tensor("bias").offset();
        for (int b = 0; b < trials; b++) {
            for (int s = 0; s < steps; s++) {
                double[] before = stateBefore(b, s);
                for (int i = 0; i < size; i++) {
                    double g = 0;
                    for (int t = s; t < steps; t++) {
                        for (int k = 0; k < size; k++) {
                            g += powers[t - s][k * size + i] * v[(b * steps + t) * size + k];
                        }
                    }
                    for (int j = 0; j < size; j++) {
                        gradient[hh + i * size + j] += g * before[j];
                    }
                    for (int j = 0; j < inputSize; j++) {
                        gradient[ih + i * inputSize + j] += g * problem.inputs().get(b, s, j);
                    }
                    gradient[bias + i] += g;
                }
            }
        }
        return gradient;
    }

    private double[] stateBefore(int b, int s) {
        double[] before = new double[size];
        for (int i = 0; i < size; i++) {
            before[i] = s == 0 ? problem.initialState().get(b, i) : states[(b * steps + s - 1) * size + i];
        }
        return before;
    }

    /** A row of numbers for each trial and step. */
    private interface Rows {
        double[] at(int trial, int step);
    }

    /** {@return W h + U x + b with the weights of {@code theta} and given h} */
    private double[] drive(Parameters theta, Rows h) {
        double[] hh = theta.tensor("weight_hh");
        double[] ih = theta.tensor("weight_ih");
        double[] drive = new double[trials * steps * size];
        for (int b = 0; b < trials; b++) {
            for (int s = 0; s < steps; s++) {
                double[] before = h.at(b, s);
                for (int i = 0; i < size; i++) {
                    double sum = theta.tensor("bias")[i];
                    for (int j = 0; j < size; j++) {
                        sum += hh[i * size + j] * before[j];
                    }
                    for (int j = 0; j < inputSize; j++) {
                        sum += ih[i * inputSize + j] * problem.inputs().get(b, s, j);
                    }
                    drive[(b * steps + s) * size + i] = sum;
                }
            }
        }
        return drive;
    }

    /** {@return Σ_{s ≤ t} W^{t−s} q_s, plus W^{t+1} s₀ if asked for} */
    private double[] propagate(double[] q, boolean fromInitialState) {
        double[] z = new double[trials * steps * size];
        for (int b = 0; b < trials; b++) {
            for (int t = 0; t < steps; t++) {
                for (int i = 0; i < size; i++) {
                    double sum = 0;
                    for (int j = 0; j < size; j++) {
                        for (int s = 0; s <= t; s++) {
                            sum += powers[t - s][i * size + j] * q[(b * steps + s) * size + j];
                        }
                        if (fromInitialState) {
                            sum += powers[t + 1][i * size + j]
                                    * problem.initialState().get(b, j);
                        }
                    }
                    z[(b * steps + t) * size + i] = sum;
                }
            }
        }
        return z;
    }

    private static double[][] powers(double[] w, int size, int highest) {
        double[][] powers = new double[highest + 1][size * size];
        for (int i = 0; i < size; i++) {
            powers[0][i * size + i] = 1;
        }
        for (int p = 1; p <= highest; p++) {
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    for (int k = 0; k < size; k++) {
                        powers[p][i * size + j] += w[i * size + k] * powers[p - 1][k * size + j];
                    }
                }
            }
        }
        return powers;
    }
}
