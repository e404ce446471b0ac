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
 * @param optimizer how parameters follow their gradients
 * @param clip the norm to which longer gradients are scaled down, positive; infinite for no clipping
 * @param initialScale the factors on initial parameters; 1 gives PyTorch's initialization
 * @param seed the seed of the initial parameters and of all trials
 * @param precision the precision of parameters and products
 */
public record TrainingSettings(
        int trials,
        int timeSteps,
        Loss loss,
        OptimizerSettings optimizer,
        double clip,
        InitialScale initialScale,
        long seed,
        Precision precision) {

    /** Checks the numbers. */
    public TrainingSettings {
        requirePositive("number of trials", trials);
        requirePositive("number of time steps", timeSteps);
        requirePositive("clipping norm", clip);
    }

    /**
     * Uses the mean squared error and Adam with learning rate 1e-3, gradients clipped to norm 1, PyTorch's initial scale, seed 0, float32.
     *
     * @param trials B
     * @param timeSteps T
     */
    public TrainingSettings(int trials, int timeSteps) {
        this(
                trials,
                timeSteps,
                Loss.MSE,
                new OptimizerSettings(OptimizerKind.ADAM, 1e-3),
                1,
                new InitialScale(1),
                0,
                Precision.FLOAT32);
    }

    /** {@return the step size of the optimizer} */
    public double learningRate() {
        return optimizer.learningRate();
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
        return withOptimizer(new OptimizerSettings(kind, rate));
    }

    /**
     * {@return these settings with another optimizer}
     *
     * @param rule how parameters follow their gradients
     */
    public TrainingSettings withOptimizer(OptimizerSettings rule) {
        return new TrainingSettings(trials, timeSteps, loss, rule, clip, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another loss}
     *
     * @param function the loss
     */
    public TrainingSettings withLoss(Loss function) {
        return new TrainingSettings(trials, timeSteps, function, optimizer, clip, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another clipping norm}
     *
     * @param norm the norm, positive or infinite
     */
    public TrainingSettings withClip(double norm) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, norm, initialScale, seed, precision);
    }

    /**
     * {@return these settings with another initial scale}
     *
     * @param scale the factor on every initial parameter
     */
    public TrainingSettings withInitialScale(double scale) {
        return withInitialScale(new InitialScale(scale));
    }

    /**
     * {@return these settings with another initial scale}
     *
     * @param scale the factors on initial parameters
     */
    public TrainingSettings withInitialScale(InitialScale scale) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, clip, scale, seed, precision);
    }

    /**
     * {@return these settings with another seed}
     *
     * @param value the seed
     */
    public TrainingSettings withSeed(long value) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, clip, initialScale, value, precision);
    }

    /**
     * {@return these settings with another precision}
     *
     * @param format the precision
     */
    public TrainingSettings withPrecision(Precision format) {
        return new TrainingSettings(trials, timeSteps, loss, optimizer, clip, initialScale, seed, format);
    }
}
