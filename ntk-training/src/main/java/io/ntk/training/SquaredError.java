package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.training.task.Trials;

/** The mean squared error over the output elements that count, Σ (y − target)² / N, and its derivative with respect to y. */
final class SquaredError {
    private final double value;
    private final double[] gradient;

    private SquaredError(double value, double[] gradient) {
        this.value = value;
        this.gradient = gradient;
    }

    /** The error. */
    double value() {
        return value;
    }

    /** {@return ∂value/∂y, {@code [B, T, O]} row-major: the array itself, not a copy} */
    double[] gradient() {
        return gradient;
    }

    /**
     * Computes the error of a network's outputs.
     *
     * @param trials the trials
     * @param outputs y, {@code [B, T, O]} row-major
     */
    static SquaredError of(Trials trials, double[] outputs) {
        int steps = trials.inputs().steps();
        int width = trials.outputSize();
        int elements = Math.multiplyExact(Math.multiplyExact(trials.inputs().trials(), steps), width);
        if (outputs.length != elements) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The network has " + outputs.length + " outputs, but the trials have " + elements + " targets.",
                    "Give the outputs [trials, steps, outputs] of all steps.");
        }
        double count = trials.countedElements();
        double[] gradient = new double[elements];
        double sum = 0;
        for (int i = 0; i < elements; i++) {
            int place = i / width;
            if (trials.counts(place / steps, place % steps)) {
                double error = outputs[i] - trials.target(place / steps, place % steps, i % width);
                sum += error * error;
                gradient[i] = 2 * error / count;
            }
        }
        return new SquaredError(sum / count, gradient);
    }
}
