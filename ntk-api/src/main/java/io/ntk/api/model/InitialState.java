package io.ntk.api.model;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;

/** The state before the first step, with all parts side by side: {@code [B, stateSize]}, or one row for all trials. */
public final class InitialState {
    private static final InitialState ZEROS = new InitialState(1, 0, new double[0]);

    private final int rows;
    private final int stateSize;
    private final double[] values;

    private InitialState(int rows, int stateSize, double[] values) {
        this.rows = rows;
        this.stateSize = stateSize;
        this.values = values;
    }

    /** {@return a zero state for any model} */
    public static InitialState zeros() {
        return ZEROS;
    }

    /**
     * Makes a state from given values.
     *
     * @param rows B, or 1 for the same state in every trial
     * @param stateSize the width of all state parts together
     * @param values row-major, {@code rows · stateSize} numbers; copied
     * @return the state
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} for a wrong length, {@link ErrorId#NON_FINITE} for NaN or Inf
     */
    public static InitialState of(int rows, int stateSize, double[] values) {
        if (rows < 1 || stateSize < 1 || values.length != (long) rows * stateSize) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The initial state has " + values.length + " elements, but shape [" + rows + ", " + stateSize
                            + "] was given.",
                    "Give one row of all state parts for each trial, or one row for all trials.");
        }
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The initial state is " + values[i] + " at [" + i / stateSize + ", " + i % stateSize + "].",
                        "Give finite numbers.");
            }
        }
        return new InitialState(rows, stateSize, values.clone());
    }

    /**
     * {@return one element of the state}
     *
     * @param trial below B
     * @param unit below stateSize
     */
    public double get(int trial, int unit) {
        return values.length == 0 ? 0 : values[(rows == 1 ? 0 : trial) * stateSize + unit];
    }

    /**
     * {@return the state before some of the trials}
     *
     * @param kept the trials
     */
    public InitialState ofTrials(Indices kept) {
        if (rows <= 1) {
            return this;
        }
        kept.requireBelow(rows, "trials");
        if (kept.size() == rows) {
            return this;
        }
        double[] of = new double[kept.size() * stateSize];
        for (int i = 0; i < kept.size(); i++) {
            System.arraycopy(values, kept.get(i) * stateSize, of, i * stateSize, stateSize);
        }
        return new InitialState(kept.size(), stateSize, of);
    }

    /**
     * Refuses a state whose shape does not fit a model.
     *
     * @param trials B
     * @param size the width of the model's whole state
     * @throws NtkException {@link ErrorId#SHAPE_MISMATCH} naming both shapes
     */
    public void requireFits(int trials, int size) {
        boolean fits = values.length == 0 || (stateSize == size && (rows == 1 || rows == trials));
        if (!fits) {
            throw new NtkException(
                    ErrorId.SHAPE_MISMATCH,
                    "The initial state has shape [" + rows + ", " + stateSize + "], but the model needs [" + trials
                            + ", " + size + "] or [1, " + size + "].",
                    "Its width is the hidden size times the number of state parts.");
        }
    }
}
