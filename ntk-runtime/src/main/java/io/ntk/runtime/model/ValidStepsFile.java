package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.model.ValidSteps;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import java.util.List;

/** A file of the steps that count, {@code [B, T]} of 0 and 1. Of a single trial the first axis may be missing, as in MATLAB. */
public final class ValidStepsFile {
    private ValidStepsFile() {}

    /**
     * Reads the steps.
     *
     * @param file their array
     * @param trials B
     * @param steps T
     * @return the steps
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming both shapes, or as {@link ArrayReference#read} and {@link
     *     ValidSteps#of}
     */
    public static ValidSteps read(ArrayReference file, int trials, int steps) {
        NumericArray mask = file.read();
        boolean isVector = trials == 1 && mask.isVector(steps);
        if (!isVector && !mask.shape().equals(List.of(trials, steps))) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    mask.description() + " has shape " + mask.shape() + ", but the inputs have " + trials
                            + " trials of " + steps + " steps.",
                    "Give an array [trials, steps] = [" + trials + ", " + steps + "] of 0 and 1.");
        }
        return ValidSteps.of(trials, steps, mask.values());
    }
}
