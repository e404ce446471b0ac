package io.ntk.runtime.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/**
 * The sizes of a problem.
 *
 * @param trials B, at least 1
 * @param steps T, at least 1
 * @param hiddenSize H, at least 1
 * @param inputSize I, at least 1
 */
public record ProblemSizes(int trials, int steps, int hiddenSize, int inputSize) {
    /** Checks that each is at least 1. */
    public ProblemSizes {
        if (trials < 1 || steps < 1 || hiddenSize < 1 || inputSize < 1) {
            throw refused(trials + "," + steps + "," + hiddenSize + "," + inputSize);
        }
    }

    /**
     * Reads sizes as users write them.
     *
     * @param text {@code B,T,H,I}, such as {@code 100,10,128,3}
     * @return the sizes
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for any other text
     */
    public static ProblemSizes parse(String text) {
        String[] parts = text.split(",", -1);
        try {
            if (parts.length == 4) {
                return new ProblemSizes(
                        Integer.parseInt(parts[0].strip()),
                        Integer.parseInt(parts[1].strip()),
                        Integer.parseInt(parts[2].strip()),
                        Integer.parseInt(parts[3].strip()));
            }
        } catch (NumberFormatException e) {
            throw refused(text);
        }
        throw refused(text);
    }

    private static NtkException refused(String text) {
        return new NtkException(
                ErrorId.INVALID_ARGUMENT,
                "The size is '" + text + "'.",
                "Give trials, steps, hidden units and inputs, each at least 1, as in 100,10,128,3.");
    }
}
