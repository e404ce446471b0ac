package io.ntk.cli.figure;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.runtime.model.ProblemSizes;
import io.ntk.training.OptimizerKind;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The network of a figure and how often it is looked at.
 *
 * @param cell its cell
 * @param sizes trials, steps, hidden units; the task decides the inputs
 * @param optimizer what trains it
 * @param trainingSteps how many steps on the 3-bit flip-flop, with batches of that many trials
 * @param learningRate the size of a step
 * @param initialScale the factor on PyTorch's initial parameters
 * @param seeds number of seeds that probes are drawn from, at least 1
 * @param peerSeconds what another program takes for a shared sketch, by its number of samples; empty if there is none
 * @param timingSeconds how long a run is repeated to find its median time, if a few repetitions do not take longer
 */
public record FigureSettings(
        String cell,
        ProblemSizes sizes,
        OptimizerKind optimizer,
        int trainingSteps,
        double learningRate,
        double initialScale,
        int seeds,
        SortedMap<Integer, Double> peerSeconds,
        double timingSeconds) {
    /** After this long, a median is not moved by what else the machine does. */
    private static final double ENOUGH = 0.5;

    /** Checks the numbers. */
    public FigureSettings {
        if (trainingSteps < 1 || seeds < 1) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of training steps is " + trainingSteps + " and of seeds " + seeds + ".",
                    "Give at least 1 of each.");
        }
        peerSeconds.forEach((samples, seconds) -> {
            if (samples < 2 || !(seconds > 0)) {
                throw new NtkException(
                        ErrorId.INVALID_ARGUMENT,
                        "The peer's time for " + samples + " samples is " + seconds + " s.",
                        "Give positive seconds for at least 2 samples, such as 50=0.2,100=0.4.");
            }
        });
        peerSeconds = Collections.unmodifiableSortedMap(new TreeMap<>(peerSeconds));
    }

    /**
     * A tanh RNN of some sizes, from weights twice as large as PyTorch's, so that it begins with recurrent dynamics of its
     * own, after 600 steps.
     */
    static FigureSettings of(int trials, int steps, int hidden, int seeds) {
        return new FigureSettings(
                "rnn_tanh",
                new ProblemSizes(trials, steps, hidden, 3),
                OptimizerKind.ADAM,
                600,
                1e-3,
                2,
                seeds,
                new TreeMap<>(),
                ENOUGH);
    }

    /** The same network from another initial scale. */
    FigureSettings withInitialScale(double scale) {
        return new FigureSettings(
                cell, sizes, optimizer, trainingSteps, learningRate, scale, seeds, peerSeconds, timingSeconds);
    }

    /** The same network, trained otherwise. */
    FigureSettings withTraining(OptimizerKind kind, int steps, double rate) {
        return new FigureSettings(cell, sizes, kind, steps, rate, initialScale, seeds, peerSeconds, timingSeconds);
    }

    /** The same with another number of hidden units. */
    FigureSettings withHidden(int hidden) {
        ProblemSizes other = new ProblemSizes(sizes.trials(), sizes.steps(), hidden, sizes.inputSize());
        return new FigureSettings(
                cell, other, optimizer, trainingSteps, learningRate, initialScale, seeds, peerSeconds, timingSeconds);
    }

    /** {@return its sizes and cell in words} */
    public String label() {
        return cell + " [" + sizes.trials() + "," + sizes.steps() + "," + sizes.hiddenSize() + "]";
    }
}
