package io.ntk.training.loss;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Locale;

/**
 * The mean of −Σ p log softmax(y) over the N steps that count, for probabilities p, and its derivative (softmax(y) Σ p − p) / N. The
 * largest output of a step is subtracted from all before they are exponentiated, so that nothing overflows.
 */
final class CrossEntropy {
    /** Probabilities that a file holds in float32 sum to 1 up to this. */
    private static final double ROUNDING = 1e-5;

    private CrossEntropy() {}

    static LossValue of(Targets targets, double[] outputs) {
        targets.requireOutputs(outputs);
        int width = targets.width();
        int count = targets.countedPlaces();
        double[] gradient = new double[outputs.length];
        double sum = 0;
        for (int place = 0; place < outputs.length / width; place++) {
            if (targets.countsAt(place)) {
                sum += addStep(targets, outputs, place, count, gradient);
            }
        }
        return new LossValue(sum / count, gradient);
    }

    private static double addStep(Targets targets, double[] outputs, int place, int count, double[] gradient) {
        double mass = requireProbabilities(targets, place);
        int from = place * targets.width();
        int to = from + targets.width();
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, outputs[i]);
        }
        double total = 0;
        for (int i = from; i < to; i++) {
            total += Math.exp(outputs[i] - largest);
        }
        double logTotal = Math.log(total);
        double loss = 0;
        for (int i = from; i < to; i++) {
            loss += targets.at(i) * (logTotal + (largest - outputs[i]));
            gradient[i] = (Math.exp(outputs[i] - largest) / total * mass - targets.at(i)) / count;
        }
        return loss;
    }

    /** Refuses targets that are no probabilities at a step that counts, and those of one output, of which the loss is always 0. */
    static void requireProbabilities(Targets targets) {
        for (int place = 0; place < targets.trials() * targets.steps(); place++) {
            if (targets.countsAt(place)) {
                requireProbabilities(targets, place);
            }
        }
        if (targets.width() < 2) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The loss is cross-entropy, but the model has one output.",
                    "Choose the loss mse, or a model with an output for each class.");
        }
    }

    /** Returns the sum of the probabilities at a step. */
    private static double requireProbabilities(Targets targets, int place) {
        double mass = 0;
        double least = 0;
        for (int i = place * targets.width(); i < (place + 1) * targets.width(); i++) {
            mass += targets.at(i);
            least = Math.min(least, targets.at(i));
        }
        if (least < 0 || Math.abs(mass - 1) > ROUNDING) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    String.format(
                            Locale.ROOT,
                            "The targets at [trial, step] = [%d, %d] are no probabilities: one is negative, or their sum"
                                    + " is not 1.",
                            place / targets.steps(),
                            place % targets.steps()),
                    "Give classes or probabilities as targets, or choose the loss mse.");
        }
        return mass;
    }
}
