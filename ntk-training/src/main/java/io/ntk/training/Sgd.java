package io.ntk.training;

import java.util.List;

/** Stochastic gradient descent without momentum: θ ← θ − η (g + λ θ), as {@code torch.optim.SGD}. */
final class Sgd implements Optimizer {
    private final double learningRate;
    private final double weightDecay;

    Sgd(double learningRate, double weightDecay) {
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
    }

    @Override
    public void update(double[] theta, double[] gradient, int step) {
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= learningRate * (gradient[i] + weightDecay * theta[i]);
        }
    }

    @Override
    public List<double[]> memory() {
        return List.of();
    }
}
