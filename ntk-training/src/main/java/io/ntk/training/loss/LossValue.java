package io.ntk.training.loss;

/** A loss at some outputs, and its derivative there. */
public final class LossValue {
    private final double value;
    private final double[] gradient;

    LossValue(double value, double[] gradient) {
        this.value = value;
        this.gradient = gradient;
    }

    /** {@return the loss} */
    public double value() {
        return value;
    }

    /** {@return its derivative with respect to the outputs, {@code [B, T, O]} row-major, 0 where they do not count: not a copy} */
    public double[] gradient() {
        return gradient;
    }
}
