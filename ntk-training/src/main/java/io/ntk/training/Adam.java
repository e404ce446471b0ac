package io.ntk.training;

import java.util.List;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1) with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, as {@code torch.optim.Adam}. Weight decay is
 * decoupled from the gradient (Loshchilov and Hutter, ICLR 2019): θ ← (1 − η λ) θ before each step, as {@code torch.optim.AdamW}.
 */
final class Adam implements Optimizer {
    private static final double BETA_1 = 0.9;
    private static final double BETA_2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final double learningRate;
    private final double weightDecay;
    private final double[] first;
    private final double[] second;

    Adam(double learningRate, double weightDecay, int parameters) {
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
        this.first = new double[parameters];
        this.second = new double[parameters];
    }

    @Override
    public void update(double[] theta, double[] gradient, int step) {
        double correction1 = 1 - Math.pow(BETA_1, step + 1.0);
        double correction2 = 1 - Math.pow(BETA_2, step + 1.0);
        double kept = 1 - learningRate * weightDecay;
        for (int i = 0; i < theta.length; i++) {
            double g = gradient[i];
            first[i] = BETA_1 * first[i] + (1 - BETA_1) * g;
            second[i] = BETA_2 * second[i] + (1 - BETA_2) * g * g;
            theta[i] = kept * theta[i]
                    - learningRate * (first[i] / correction1) / (Math.sqrt(second[i] / correction2) + EPSILON);
        }
    }

    @Override
    public List<double[]> memory() {
        return List.of(first, second);
    }
}
