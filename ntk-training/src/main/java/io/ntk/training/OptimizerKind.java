package io.ntk.training;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;
import java.util.Locale;

/** The optimizers that users choose from. */
public enum OptimizerKind {
    /** Adam with β₁ = 0.9, β₂ = 0.999, ε = 1e-8, and decoupled weight decay. */
    ADAM(false) {
        @Override
        Optimizer create(OptimizerSettings settings, int parameters) {
            return new Adam(settings.learningRate(), settings.weightDecay(), parameters);
        }
    },
    /** Stochastic gradient descent, with or without momentum. */
    SGD(true) {
        @Override
        Optimizer create(OptimizerSettings settings, int parameters) {
            return settings.momentum() == 0
                    ? new Sgd(settings.learningRate(), settings.weightDecay())
                    : new Momentum(settings.learningRate(), settings.momentum(), settings.weightDecay(), parameters);
        }
    };

    private final boolean momentum;

    OptimizerKind(boolean momentum) {
        this.momentum = momentum;
    }

    abstract Optimizer create(OptimizerSettings settings, int parameters);

    boolean takesMomentum() {
        return momentum;
    }

    /** {@return the name that users write, {@code adam} or {@code sgd}} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the optimizer of that name}
     *
     * @param label {@code adam} or {@code sgd}
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static OptimizerKind parse(String label) {
        for (OptimizerKind kind : values()) {
            if (kind.label().equals(label)) {
                return kind;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Optimizer '" + label + "' is not known.",
                ClosestName.remedy(
                        label, Arrays.stream(values()).map(OptimizerKind::label).toList()));
    }
}
