package io.ntk.backend.nd4j;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.InitialState;
import io.ntk.api.spi.Problem;

/** The values a model takes on its inputs: the whole state before and after each step, and what is observed. */
final class Trajectory {
    private final String model;
    private final Sizes sizes;
    private final Precision precision;
    private final double[] observed;

    Trajectory(Problem problem) {
        this.model = problem.model().name();
        this.precision = problem.precision();
        this.sizes = Sizes.of(problem);
        this.observed = new double[Math.toIntExact(problem.observedShape().size())];
    }

    /** {@return a part of the initial state, {@code [trials, hidden]}} */
    static double[] initialPart(Problem problem, int part) {
        InitialState initial = problem.initialState();
        int hidden = problem.model().hiddenSize();
        int trials = problem.inputs().trials();
        double[] values = new double[Math.multiplyExact(trials, hidden)];
        for (int b = 0; b < trials; b++) {
            for (int i = 0; i < hidden; i++) {
                values[b * hidden + i] = initial.get(b, part * hidden + i);
            }
        }
        return values;
    }

    /** {@return x at a step, {@code [trials, input]}} */
    static double[] input(Problem problem, int step) {
        int size = problem.model().inputSize();
        int trials = problem.inputs().trials();
        double[] values = new double[Math.multiplyExact(trials, size)];
        for (int b = 0; b < trials; b++) {
            for (int i = 0; i < size; i++) {
                values[b * size + i] = problem.inputs().get(b, step, i);
            }
        }
        return values;
    }

    /** Refuses values {@code [trials or more, width]} that are not finite. */
    void requireFinite(String what, int step, double[] values, int width) {
        for (int i = 0; i < sizes.trials() * width; i++) {
            if (!Double.isFinite(values[i])) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "The " + what + " of cell '" + model + "' is " + values[i] + " at trial " + i / width
                                + ", step " + step + ".",
                        precision.orWider("Check the scale of the parameters and inputs"));
            }
        }
    }

    /** Keeps what is observed at a step, {@code [trials or more, observed]}. */
    void observe(int step, double[] values) {
        int width = sizes.observed();
        for (int b = 0; b < sizes.trials(); b++) {
            int row = b * sizes.observedSteps() + sizes.observedIndex(step);
            System.arraycopy(values, b * width, observed, row * width, width);
        }
    }

    /** {@return what was observed, row-major; not copied} */
    double[] observed() {
        return observed;
    }
}
