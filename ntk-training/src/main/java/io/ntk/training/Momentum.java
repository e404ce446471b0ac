package io.ntk.training;

import java.util.List;

/**
 * Stochastic gradient descent with momentum as {@code torch.optim.SGD} defines it: v ← µ v + g + λ θ from v = 0, then
 * θ ← θ − η v. So η scales the whole velocity, other than in Sutskever et al. (ICML 2013).
 */
final class Momentum implements Optimizer {
    private final double learningRate;
    private final double momentum;
    private final double weightDecay;
    private final double[] velocity;

    Momentum(double learningRate, double momentum, double weightDecay, int parameters) {
        this.learningRate = learningRate;
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        this.velocity = new double[parameters];
    }

    @Override
    public void update(double[] theta, double[] gradient, int step) {
        for (int i = 0; i < theta.length; i++) {
            velocity[i] = momentum * velocity[i] + (gradient[i] + weightDecay * theta[i]);
            theta[i] -= learningRate * velocity[i];
        }
    }

    @Override
    public List<double[]> memory() {
        return List.of(velocity);
    }
}
