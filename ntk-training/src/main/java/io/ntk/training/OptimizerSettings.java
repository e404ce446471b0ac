package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * How parameters follow their gradients.
 *
 * @param kind the rule
 * @param learningRate η, positive and finite
 * @param momentum µ of gradient descent, in [0, 1); 0 for none, which Adam must have
 * @param weightDecay λ, not negative and finite. SGD adds λ θ to the gradient, Adam multiplies θ by 1 − η λ at each step
 */
public record OptimizerSettings(OptimizerKind kind, double learningRate, double momentum, double weightDecay) {
    /** Checks the numbers. */
    public OptimizerSettings {
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw refused("The learning rate is " + learningRate + ".", "Give a positive, finite number.");
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw refused("The momentum is " + momentum + ".", "Give a number from 0 to below 1.");
        }
        if (momentum > 0 && !kind.takesMomentum()) {
            throw refused(
                    "Optimizer '" + kind.label() + "' was given a momentum of " + momentum + ".",
                    "Leave the momentum out, or choose sgd.");
        }
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw refused("The weight decay is " + weightDecay + ".", "Give 0 or a positive, finite number.");
        }
    }

    /** {@return whether a step is −η times the gradient, and nothing else} */
    public boolean isPlainDescent() {
        return kind == OptimizerKind.SGD && momentum == 0 && weightDecay == 0;
    }

    /**
     * Uses neither momentum nor weight decay.
     *
     * @param kind the rule
     * @param learningRate η
     */
    public OptimizerSettings(OptimizerKind kind, double learningRate) {
        this(kind, learningRate, 0, 0);
    }

    private static NtkException refused(String problem, String remedy) {
        return new NtkException(ErrorId.INVALID_ARGUMENT, problem, remedy);
    }

    Optimizer create(int parameters) {
        return kind.create(this, parameters);
    }
}
