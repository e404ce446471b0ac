package io.ntk.training.loss;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.ValidSteps;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.model.ValidStepsFile;
import java.util.List;
import java.util.Optional;

/**
 * Reads targets {@code [B, T, O]}: numbers, or for the cross-entropy probabilities or classes {@code [B, T]}. Where there is one
 * output, the last axis may be missing, as in MATLAB.
 */
public final class TargetsFile {
    private final int trials;
    private final int steps;
    private final int outputs;

    /**
     * Makes a reader for a model and its inputs.
     *
     * @param trials B
     * @param steps T
     * @param outputs O
     */
    public TargetsFile(int trials, int steps, int outputs) {
        this.trials = trials;
        this.steps = steps;
        this.outputs = outputs;
    }

    /**
     * Reads the targets.
     *
     * @param targets their array
     * @param loss what they are for
     * @param counted a mask {@code [B, T]} of 0 and 1 of the steps that count, if not all do
     * @param valid the steps of which outputs are known, if not of all: others do not count
     * @return the targets
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming both shapes, or as {@link ArrayReference#read}, {@link ValidSteps#of}, {@link Targets#ofClasses} and {@link Loss#requireFits}
     */
    public Targets read(
            ArrayReference targets, Loss loss, Optional<ArrayReference> counted, Optional<ValidSteps> valid) {
        NumericArray array = targets.read();
        boolean[] counts = counts(counted, valid);
        boolean isWhole = array.shape().equals(List.of(trials, steps, outputs));
        boolean isFlat = array.shape().equals(List.of(trials, steps));
        if (!isWhole && !(isFlat && (outputs == 1 || loss == Loss.CROSS_ENTROPY))) {
            throw wrongShape(array, loss);
        }
        Targets read = isFlat && loss == Loss.CROSS_ENTROPY
                ? Targets.ofClasses(trials, steps, outputs, array.values(), counts)
                : new Targets(trials, steps, outputs, array.values(), counts);
        loss.requireFits(read);
        return read;
    }

    private NtkException wrongShape(NumericArray array, Loss loss) {
        String wanted = "[trials, steps, outputs] = [" + trials + ", " + steps + ", " + outputs + "]";
        return new NtkException(
                ErrorId.SHAPE_MISMATCH,
                array.description() + " has shape " + array.shape() + ", but the outputs have shape " + wanted + ".",
                loss == Loss.CROSS_ENTROPY
                        ? "Give probabilities " + wanted + ", or classes [trials, steps]."
                        : "Give a target for every output at every step of every trial.");
    }

    private boolean[] counts(Optional<ArrayReference> counted, Optional<ValidSteps> valid) {
        boolean[] counts = new boolean[Math.multiplyExact(trials, steps)];
        Optional<ValidSteps> mask = counted.map(file -> ValidStepsFile.read(file, trials, steps));
        for (int place = 0; place < counts.length; place++) {
            int trial = place / steps;
            int step = place % steps;
            counts[place] = mask.map(some -> some.isValid(trial, step)).orElse(true)
                    && valid.map(some -> some.isValid(trial, step)).orElse(true);
        }
        return counts;
    }
}
