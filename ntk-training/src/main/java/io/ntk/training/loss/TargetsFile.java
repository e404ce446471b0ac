package io.ntk.training.loss;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Problem;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.model.ChosenTrials;
import io.ntk.runtime.model.ValidStepsFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads targets {@code [B, T, O]}: numbers, or for the cross-entropy probabilities or classes {@code [B, T]}. Where there is one
 * output, the last axis may be missing, as in MATLAB.
 */
public final class TargetsFile {
    private final ChosenTrials chosen;
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
        this(ChosenTrials.all(trials), steps, outputs);
    }

    private TargetsFile(ChosenTrials chosen, int steps, int outputs) {
        this.chosen = chosen;
        this.trials = chosen.all();
        this.steps = steps;
        this.outputs = outputs;
    }

    /**
     * {@return a reader for a model that is run on some of the trials of its inputs file: targets and masks are of all trials of that
     * file, and what belongs to trials that are left out may be anything}
     *
     * @param problem the model on the trials that are run, with a readout
     * @param chosen which they are
     */
    public static TargetsFile of(Problem problem, ChosenTrials chosen) {
        return new TargetsFile(chosen, problem.inputs().steps(), problem.model().observedSize(Observable.OUTPUTS));
    }

    /**
     * Reads the targets.
     *
     * @param targets their array
     * @param loss what they are for
     * @param counted a mask {@code [B, T]} of 0 and 1 of the steps that count, if not all do
     * @param valid the steps of which outputs are known, if not of all: others do not count; of the trials that are run
     * @return the targets
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming both shapes, or as {@link ArrayReference#read}, {@link ValidSteps#of}, {@link Targets#ofClasses} and {@link Loss#requireFits}
     */
    public Targets read(
            ArrayReference targets, Loss loss, Optional<ArrayReference> counted, Optional<ValidSteps> valid) {
        NumericArray array = targets.read();
        boolean[] counts = counts(counted, valid);
        requireSome(counts);
        boolean isWhole = array.shape().equals(List.of(trials, steps, outputs));
        boolean isFlat = array.shape().equals(List.of(trials, steps));
        if (!isWhole && !(isFlat && (outputs == 1 || loss == Loss.CROSS_ENTROPY))) {
            throw wrongShape(array, loss);
        }
        Targets read = isFlat && loss == Loss.CROSS_ENTROPY
                ? Targets.ofClasses(trials, steps, outputs, array.values(), counts)
                : new Targets(trials, steps, outputs, array.values(), counts);
        loss.requireFits(read);
        return chosen.isPart() ? read.ofTrials(chosen.kept()) : read;
    }

    private void requireSome(boolean[] counts) {
        if (chosen.isPart() && IntStream.range(0, counts.length).noneMatch(place -> counts[place])) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "No step of the chosen trials counts, so there is no loss.",
                    "Choose other trials, or give a mask that is 1 at one of their steps or more.");
        }
    }

    private NtkException wrongShape(NumericArray array, Loss loss) {
        String wanted = "[trials, steps, outputs] = [" + trials + ", " + steps + ", " + outputs + "]";
        return new NtkException(
                ErrorId.SHAPE_MISMATCH,
                array.description() + " has shape " + array.shape() + ", but the outputs"
                        + (chosen.isPart() ? " of all trials of the inputs" : "") + " have shape " + wanted + ".",
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
            int run = chosen.kept().find(trial);
            counts[place] = run >= 0
                    && mask.map(some -> some.isValid(trial, step)).orElse(true)
                    && valid.map(some -> some.isValid(run, step)).orElse(true);
        }
        return counts;
    }
}
