package io.ntk.backend.nd4j;

/**
 * How many steps share one matrix product with the features.
 *
 * @param steps T
 */
record StepWindow(int steps, int length) {
    /** Rows at which a product runs at the BLAS's full speed. */
    private static final int ROWS = 1024;

    /** {@return the window for that many steps of that many trials} */
    static StepWindow of(int steps, int trials) {
        return new StepWindow(steps, Math.min(steps, (ROWS + trials - 1) / trials));
    }

    /** {@return whether one window holds all steps} */
    boolean isWhole() {
        return length == steps;
    }
}
