package io.ntk.training.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.flow.LinearDescent;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.LossValue;
import io.ntk.training.loss.Targets;
import java.util.OptionalDouble;

/**
 * The loss after s steps of gradient descent, y_{s+1} = y_s − η Θ ∂L/∂y_s, if the kernel Θ of the outputs stayed as it is. Beside the
 * real losses it tells how lazy the learning was. The steps are those of plain gradient descent on the whole batch, not a flow in
 * continuous time.
 *
 * <p>The squared error of N elements that count is ‖r_s‖² / N with r_s = (I − 2η/N Θ)ˢ r₀ on their rows, which {@link LinearDescent}
 * gives for all s from few products. Another loss is iterated, at one product a step.
 */
public final class FrozenKernel {
    /** More steps than anyone draws. */
    private static final int MOST_STEPS = 1_000_000;

    private final double[] losses;
    private final double[] bounds;
    private final OptionalDouble divergingRate;
    private final int products;

    private FrozenKernel(double[] losses, double[] bounds, OptionalDouble divergingRate, int products) {
        this.losses = losses;
        this.bounds = bounds;
        this.divergingRate = divergingRate;
        this.products = products;
    }

    /**
     * Predicts the losses.
     *
     * @param outputs of a model whose outputs at all steps are observed
     * @param loss the loss
     * @param targets {@code [B, T, O]}
     * @param rate η, positive
     * @param steps S, at least 1
     * @param options as {@link LinearDescent#of} takes them, for the squared error
     * @return the losses after 0 to S steps
     * @throws NtkException {@link ErrorId#INVALID_ARGUMENT} for a rate or a number of steps out of range, {@link
     *     ErrorId#NUMERICAL_FAILURE} if the losses leave the finite numbers, and as {@link ObservedLoss#requireFits} and {@link
     *     LinearDescent#of}
     */
    public static FrozenKernel of(
            Linearization outputs, Loss loss, Targets targets, double rate, int steps, EstimatorOptions options) {
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The learning rate is " + rate + ".", "Give a positive, finite number.");
        }
        if (steps < 1 || steps > MOST_STEPS) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of steps ahead is " + steps + ".",
                    "Give at least 1 and at most " + MOST_STEPS + ".");
        }
        if (outputs.problem().observable() != Observable.OUTPUTS) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The kernel of the " + outputs.problem().observable().label() + " was given.",
                    "Give that of the outputs.");
        }
        ObservedLoss.requireFits(outputs.problem(), targets);
        FrozenKernel frozen = loss == Loss.MSE
                ? squared(outputs, targets, rate, steps, options)
                : iterated(outputs, loss, targets, rate, steps, options.progress());
        frozen.requireFinite(rate);
        return frozen;
    }

    private static FrozenKernel squared(
            Linearization outputs, Targets targets, double rate, int steps, EstimatorOptions options) {
        double[] y = outputs.observations();
        int width = targets.width();
        double[] residual = new double[y.length];
        boolean[] counted = new boolean[y.length];
        int count = targets.countedPlaces() * width;
        for (int i = 0; i < y.length; i++) {
            int place = i / width;
            int trial = place / targets.steps();
            int step = place % targets.steps();
            counted[i] = targets.counts(trial, step);
            residual[i] = counted[i] ? y[i] - targets.get(trial, step, i % width) : 0;
        }
        LinearDescent descent = LinearDescent.of(
                x -> masked(times(outputs.ntk(), x), counted), residual, 2 * rate / count, steps, options);
        double[] losses = new double[steps + 1];
        double[] bounds = new double[steps + 1];
        for (int s = 0; s <= steps; s++) {
            double norm = descent.norms()[s];
            double bound = descent.bounds()[s];
            losses[s] = norm * norm / count;
            bounds[s] = bound * (2 * norm + bound) / count;
        }
        OptionalDouble diverging =
                descent.largest() > 0 ? OptionalDouble.of(count / descent.largest()) : OptionalDouble.empty();
        return new FrozenKernel(losses, bounds, diverging, descent.products());
    }

    private static FrozenKernel iterated(
            Linearization outputs, Loss loss, Targets targets, double rate, int steps, Progress progress) {
        double[] y = outputs.observations();
        double[] losses = new double[steps + 1];
        for (int s = 0; s <= steps; s++) {
            LossValue now = loss.of(targets, y);
            losses[s] = now.value();
            if (s < steps) {
                double[] moved = times(outputs.ntk(), now.gradient());
                for (int i = 0; i < y.length; i++) {
                    y[i] -= rate * moved[i];
                }
                progress.made(s + 1L, steps);
            }
        }
        return new FrozenKernel(losses, new double[steps + 1], OptionalDouble.empty(), steps);
    }

    private static double[] times(LinearOperator kernel, double[] x) {
        try (MultiVector block = kernel.domain().uninitialized(1)) {
            block.setColumn(0, x);
            try (MultiVector product = kernel.times(block)) {
                return product.toArray(0);
            }
        }
    }

    private static double[] masked(double[] x, boolean[] kept) {
        for (int i = 0; i < x.length; i++) {
            x[i] = kept[i] ? x[i] : 0;
        }
        return x;
    }

    private void requireFinite(double rate) {
        for (int s = 0; s < losses.length; s++) {
            if (!Double.isFinite(losses[s])) {
                throw new NtkException(
                        ErrorId.NUMERICAL_FAILURE,
                        "With the rate " + rate + " the losses of the frozen kernel leave the finite numbers after " + s
                                + " steps.",
                        divergingRate.isPresent()
                                ? "Give a rate below " + divergingRate.getAsDouble()
                                        + ", above which the descent diverges."
                                : "Give a smaller rate.");
            }
        }
    }

    /** {@return the losses after 0, 1, … S steps: not a copy} */
    public double[] losses() {
        return losses;
    }

    /** {@return bounds of their errors, without those of rounding: not a copy} */
    public double[] bounds() {
        return bounds;
    }

    /**
     * {@return a rate above which the descent diverges, for the squared error, if anything is learnt at all: twice the inverse of the
     *     largest eigenvalue that was found, which is none too large}
     */
    public OptionalDouble divergingRate() {
        return divergingRate;
    }

    /** {@return the products with Θ} */
    public int products() {
        return products;
    }
}
