package io.ntk.estimators.dynamics;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A_t = ∂s_t/∂s_{t−1} of each trial, kept for as many trials as are wanted and memory allows and computed anew for the others. */
final class StateJacobians {
    private final String method;
    private final StepStructure structure;
    private final int[] steps;
    private final int size;
    private final long bytesOfLongest;
    private final Precision precision;
    private final @Nullable DoubleBuffer[] kept;
    private @Nullable DoubleBuffer scratch;

    /**
     * Reads nothing yet.
     *
     * @param method the method that needs them, for the message
     * @param linearization of a network
     * @param memoryLimit the most bytes of matrices that are held
     * @param wanted the most trials that are kept; with 0, each is computed when it is asked for
     * @throws NtkException {@link ErrorId#CAPABILITY_MISSING} if the backend does not offer them, {@link ErrorId#OUT_OF_MEMORY} if those
     *     of the longest trial are too many
     */
    StateJacobians(String method, Linearization linearization, long memoryLimit, int wanted) {
        this.method = method;
        structure = linearization.requireStructure(method);
        steps = linearization.problem().usedSteps();
        size = structure.stateSize();
        precision = linearization.problem().precision();
        int most = Arrays.stream(steps).max().orElseThrow();
        bytesOfLongest = Math.multiplyExact((long) Double.BYTES * most, (long) size * size);
        if (bytesOfLongest > Math.min(memoryLimit, Integer.MAX_VALUE)) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "The step Jacobians of one trial, " + most + " matrices of order " + size + ", need "
                            + bytesOfLongest + " bytes, but " + Math.min(memoryLimit, Integer.MAX_VALUE)
                            + " are allowed.",
                    "Use fewer steps, or allow more memory.");
        }
        kept = new DoubleBuffer[(int) Math.min(Math.min(wanted, steps.length), memoryLimit / bytesOfLongest - 1)];
    }

    int trials() {
        return steps.length;
    }

    /** {@return the steps of a trial, those up to the last one that is looked at; 0 where none is} */
    int steps(int trial) {
        return steps[trial];
    }

    /** {@return S, the width of the whole state} */
    int size() {
        return size;
    }

    StepStructure structure() {
        return structure;
    }

    /**
     * {@return A of all steps of a trial, {@code [T, S, S]}, first in a buffer that may be longer, valid until the next call}
     *
     * @param trial the trial
     * @throws NtkException {@link ErrorId#NON_FINITE} naming the trial and the step, if one is not finite, {@link ErrorId#OUT_OF_MEMORY}
     *     if Java has no room for them
     */
    DoubleBuffer of(int trial) {
        DoubleBuffer have = trial < kept.length ? kept[trial] : scratch;
        if (have != null && trial < kept.length) {
            return have;
        }
        DoubleBuffer out = have == null ? DirectBuffers.allocate(method, bytesOfLongest / Double.BYTES) : have;
        structure.stateJacobians(trial, out);
        requireFinite(trial, out);
        if (trial < kept.length) {
            kept[trial] = out;
        } else {
            scratch = out;
        }
        return out;
    }

    private void requireFinite(int trial, DoubleBuffer jacobians) {
        for (int at = 0; at < steps[trial] * size * size; at++) {
            if (!Double.isFinite(jacobians.get(at))) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The step Jacobian of trial " + trial + " at step " + at / (size * size) + " holds "
                                + jacobians.get(at) + ".",
                        precision.orWider("Look at the states of that trial with 'ntk check --states'"));
            }
        }
    }
}
