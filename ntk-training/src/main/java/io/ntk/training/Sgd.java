package io.ntk.training;

import java.util.List;

/** Stochastic gradient descent without momentum. */
final class Sgd implements Optimizer {
    private final double learningRate;

    Sgd(double learningRate) {
        this.learningRate = learningRate;
    }

    @Override
    public void update(double[] theta, double[] gradient, int step) {
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= learningRate * gradient[i];
        }
    }

    @Override
    public List<double[]> memory() {
        return List.of();
    }
}
