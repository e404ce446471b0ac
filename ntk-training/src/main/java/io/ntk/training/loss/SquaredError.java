package io.ntk.training.loss;

/** The mean squared error over the output elements that count, Σ (y − target)² / N, and its derivative with respect to y. */
final class SquaredError {
    private SquaredError() {}

    static LossValue of(Targets targets, double[] outputs) {
        targets.requireOutputs(outputs);
        int width = targets.width();
        double count = (double) targets.countedPlaces() * width;
        double[] gradient = new double[outputs.length];
        double sum = 0;
        for (int i = 0; i < outputs.length; i++) {
            if (targets.countsAt(i / width)) {
                double error = outputs[i] - targets.at(i);
                sum += error * error;
                gradient[i] = 2 * error / count;
            }
        }
        return new LossValue(sum / count, gradient);
    }
}
