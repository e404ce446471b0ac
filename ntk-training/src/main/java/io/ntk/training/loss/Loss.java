package io.ntk.training.loss;

import io.ntk.api.ClosestName;
import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import java.util.Arrays;

/** The losses: functions of a network's outputs y {@code [B, T, O]}, whose derivative is what learning starts from. */
public enum Loss {
    /** The mean of (y − target)² over the steps that count and all outputs. */
    MSE("mse") {
        @Override
        public LossValue of(Targets targets, double[] outputs) {
            return SquaredError.of(targets, outputs);
        }
    },
    /** The mean of −Σ target · log softmax(y) over the steps that count, softmax and sum over the outputs. */
    CROSS_ENTROPY("cross-entropy") {
        @Override
        public LossValue of(Targets targets, double[] outputs) {
            return CrossEntropy.of(targets, outputs);
        }

        @Override
        public void requireFits(Targets targets) {
            CrossEntropy.requireProbabilities(targets);
        }
    };

    private final String label;

    Loss(String label) {
        this.label = label;
    }

    /** {@return the name that users write, {@code mse} or {@code cross-entropy}} */
    public String label() {
        return label;
    }

    /**
     * {@return the loss of that name}
     *
     * @param label {@code mse} or {@code cross-entropy}
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static Loss parse(String label) {
        for (Loss loss : values()) {
            if (loss.label.equals(label)) {
                return loss;
            }
        }
        throw new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "Loss '" + label + "' is not known.",
                ClosestName.remedy(
                        label, Arrays.stream(values()).map(Loss::label).toList()));
    }

    /**
     * {@return the loss of outputs, and its derivative}
     *
     * @param targets what the outputs should be
     * @param outputs y, {@code [B, T, O]} row-major
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for another number of outputs than of targets, {@link
     *     ErrorId#INVALID_ARGUMENT} for targets of cross-entropy that are no probabilities
     */
    public abstract LossValue of(Targets targets, double[] outputs);

    /**
     * Refuses targets of which there is no such loss: to be asked before long work.
     *
     * @param targets what the outputs should be
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for targets of cross-entropy of one output, or that are no probabilities
     */
    public void requireFits(Targets targets) {}
}
