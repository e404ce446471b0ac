package io.ntk.training;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.training.loss.Loss;

/**
 * The settings of a training.
 *
 * @param trials the number of trials B of a batch, at least 1; every step draws a new batch
 * @param timeSteps the number of time steps T, at least 1
 * @param loss what is made small
 * @param optimizer the optimizer
 * @param learningRate the step size of the optimizer, positive
 * @param clip the norm to which longer gradients are scaled down, positive; infinite for no clipping
 * @param initialScale the factor on every initial parameter, positive; 1 gives PyTorch's initialization
 * @param seed the seed of the initial parameters and of all trials
 * @param precision the precision of parameters and products
 */
public record TrainingSettings(
        int trials,
        int timeSteps,
        Loss loss,
        OptimizerKind optimizer,
        double learningRate,
        double clip,
        double initialScale,
        long seed,
        Precision precision) {

    /** Checks the numbers. */
    public TrainingSettings {
        requirePositive("number of trials", trials);
        requirePositive("number of time steps", timeSteps);
        requirePositive("learning rate", learningRate);
        requirePositive("clipping norm", clip);
        requirePositive("initial scale", initialScale);
        if (Double.isInfinite(learningRate) || Double.isInfinite(initialScale)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The learning rate is " + learningRate + " and the initial scale " + initialScale + ".",
                    "Give finite numbers.");
        }
    }

    /**
     * Uses the mean squared error and Adam with learning rate 1e-3, gradients clipped to norm 1, PyTorch's initial scale, seed 0, float32.
     *
     * @param trials B
     * @param timeSteps T
     */
    public TrainingSettings(int trials, int timeSteps) {
        this(trials, timeSteps, Loss.MSE, OptimizerKind.ADAM, 1e-3, 1, 1, 0, Precision.FLOAT32);
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0)) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT, "The " + what + " is " + value + ".", "Give a positive number.");
        }
    }

    /**
     * {@return these settings with another optimizer}
     *
     * @param kind the optimizer
     * @param rate the step size of the optimizer
     */
    public TrainingSettings withOptimizer(OptimizerKind kind, double rate) {
        return new TrainingSettings(trials, timeSteps, loss, kind, rate, clip, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another loss}
     *
     * @param function the loss
     */
    public TrainingSettings withLoss(Loss function) {
        return new TrainingSettings(
                trials, timeSteps, function, optimizer, learningRate, clip, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another clipping norm}
     *
     * @param norm the norm, positive or infinite
     */
    public TrainingSettings withClip(double norm) {
        return new TrainingSettings(
                trials, timeSteps, loss, optimizer, learningRate, norm, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another initial scale}
     *
     * @param scale the factor on every initial parameter
     */
    public TrainingSettings withInitialScale(double scale) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, learningRate, clip, scale, seed, precision);
    }

    /**
     * {@return these settings with another seed}
     *
     * @param value the seed
     */
    public TrainingSettings withSeed(long value) {
        return new TrainingSettings(
                trials, timeSteps, loss, optimizer, learningRate, clip, initialScale, value, precision);
    }

    /**
     * {@return these settings with another precision}
     *
     * @param format the precision
     */
    public TrainingSettings withPrecision(Precision format) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, learningRate, clip, initialScale, seed, format);
    }
}
