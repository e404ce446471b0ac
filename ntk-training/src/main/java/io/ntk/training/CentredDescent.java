package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.LossValue;
import io.ntk.training.task.Task;
import io.ntk.training.task.Trials;

/**
 * Gradient descent on one batch for the centred and scaled model α (f(θ) − f(θ₀)). The larger α is, the less θ must
 * change to fit the same targets, and the lazier learning is (Chizat, Oyallon and Bach, On lazy training in
 * differentiable programming, NeurIPS 2019, section 1.1).
 *
 * <p>A step is −η g, g = ∂loss/∂θ, η = κ loss / ‖g‖²: to first order it reduces the loss by the fraction κ. Gradients
 * are proportional to α, so η is proportional to 1/α², and all scales follow the same course in time. Backtracking
 * halves η until the loss falls by at least half of the predicted decrease, which keeps the descent below the edge of
 * stability. An instance must be used by one thread at a time.
 */
public final class CentredDescent {
    private static final double SUFFICIENT = 0.5;
    private static final double GROWTH = 1.5;
    private static final int HALVINGS = 40;

    private final AutodiffBackend backend;
    private final RecurrentModel model;
    private final Task task;
    private final TrainingSettings settings;
    private final double scale;
    private final Trials trials;
    private final double[] initial;
    private final double[] offset;
    private Point point;
    private double rate = Double.POSITIVE_INFINITY;
    private int completed;

    /**
     * Starts from zero biases and random weights with mean zero and variance s² / fan-in, where s is the initial scale.
     * The theory of wide networks assumes this initialization, under which states neither vanish nor grow with the
     * width.
     *
     * @param backend the backend that differentiates
     * @param model the network, with a readout as wide as the task's outputs
     * @param task the task that the batch is drawn from
     * @param settings the sizes of the batch, the initial scale, the seed and the precision; the learning rate is κ, below 1
     * @param scale α, positive
     */
    public CentredDescent(
            AutodiffBackend backend, RecurrentModel model, Task task, TrainingSettings settings, double scale) {
        if (!(scale > 0) || Double.isInfinite(scale) || !(settings.learningRate() < 1)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The scale of the outputs is " + scale + " and the fraction of the loss per step is "
                            + settings.learningRate() + ".",
                    "Give a positive, finite scale and a fraction below 1.");
        }
        this.backend = backend;
        this.model = model;
        this.task = task;
        this.settings = settings;
        this.scale = scale;
        this.trials = task.trials(settings.seed(), 0, settings.trials(), settings.timeSteps());
        this.initial = Initialization.byFanIn(model, settings.initialScale(), settings.seed())
                .toArray();
        this.offset = outputs(initial, trials);
        this.point = at(initial);
    }

    /** Parameters, with the loss on the batch and its gradient. */
    private static final class Point {
        private final double[] theta;
        private final double loss;
        private final double[] gradient;

        Point(double[] theta, double loss, double[] gradient) {
            this.theta = theta;
            this.loss = loss;
            this.gradient = gradient;
        }

        double squaredGradient() {
            double squares = 0;
            for (double value : gradient) {
                squares += value * value;
            }
            return squares;
        }
    }

    private Point at(double[] theta) {
        try (Linearization linearization = backend.linearize(problem(theta, trials.inputs(), Observable.OUTPUTS));
                MultiVector cotangent = linearization.observationSpace().uninitialized(1)) {
            LossValue error = Loss.MSE.of(trials.expected(), centred(linearization.observations(), offset));
            double[] gradient = error.gradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale;
            }
            cotangent.setColumn(0, gradient);
            try (MultiVector vjp = linearization.vjp(cotangent)) {
                return new Point(theta, error.value(), vjp.toArray(0));
            }
        }
    }

    private double[] centred(double[] outputs, double[] before) {
        double[] answer = new double[outputs.length];
        for (int i = 0; i < answer.length; i++) {
            answer[i] = scale * (outputs[i] - before[i]);
        }
        return answer;
    }

    private double[] outputs(double[] theta, Trials batch) {
        try (Linearization linearization = backend.linearize(problem(theta, batch.inputs(), Observable.OUTPUTS))) {
            return linearization.observations();
        }
    }

    /**
     * Makes one step.
     *
     * @return whether the loss fell; it does not if the gradient vanishes or the decrease is below rounding
     */
    public boolean step() {
        double squares = point.squaredGradient();
        double tried = Math.min(settings.learningRate() * point.loss / squares, GROWTH * rate);
        for (int i = 0; i < HALVINGS && Double.isFinite(tried); i++, tried /= 2) {
            Point next = at(moved(tried));
            if (next.loss <= point.loss - SUFFICIENT * tried * squares) {
                point = next;
                rate = tried;
                completed++;
                return true;
            }
        }
        return false;
    }

    private double[] moved(double eta) {
        double[] theta = point.theta.clone();
        for (int i = 0; i < theta.length; i++) {
            theta[i] -= eta * point.gradient[i];
        }
        return theta;
    }

    /** {@return the mean squared error on the batch} */
    public double loss() {
        return point.loss;
    }

    /** {@return the number of completed steps} */
    public int completedSteps() {
        return completed;
    }

    /** {@return the inputs x of the batch} */
    public Inputs inputs() {
        return trials.inputs();
    }

    /**
     * {@return the fraction of right answers to equally many trials that it did not learn from}
     *
     * @see Task#accuracy
     */
    public double accuracy() {
        Trials others = task.trials(settings.seed(), settings.trials(), settings.trials(), settings.timeSteps());
        return task.accuracy(others, centred(outputs(point.theta, others), outputs(initial, others)));
    }

    /**
     * {@return the problem of the current network f, without offset and scale}
     *
     * @param inputs x {@code [B, T, I]}
     * @param observable the observable
     */
    public Problem problem(Inputs inputs, Observable observable) {
        return problem(point.theta, inputs, observable);
    }

    private Problem problem(double[] theta, Inputs inputs, Observable observable) {
        return new Problem(model, Parameters.of(model.layout(), theta), inputs)
                .withObservable(observable)
                .withPrecision(settings.precision());
    }
}
