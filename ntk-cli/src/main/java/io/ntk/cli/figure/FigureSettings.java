package io.ntk.cli.figure;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Progress;
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
 * @param scope what the study of coverage goes through
 * @param progress is told how far a long study is
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
        double timingSeconds,
        StudyScope scope,
        Progress progress) {
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

    /** The same without a scope of its own, and without a listener. */
    FigureSettings(
            String cell,
            ProblemSizes sizes,
            OptimizerKind optimizer,
            int trainingSteps,
            double learningRate,
            double initialScale,
            int seeds,
            SortedMap<Integer, Double> peerSeconds,
            double timingSeconds) {
        this(
                cell,
                sizes,
                optimizer,
                trainingSteps,
                learningRate,
                initialScale,
                seeds,
                peerSeconds,
                timingSeconds,
                StudyScope.published(),
                Progress.none());
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
        return with(cell, sizes, optimizer, trainingSteps, learningRate, scale, scope);
    }

    /** The same network, trained otherwise. */
    FigureSettings withTraining(OptimizerKind kind, int steps, double rate) {
        return with(cell, sizes, kind, steps, rate, initialScale, scope);
    }

    /** The same with another number of hidden units. */
    FigureSettings withHidden(int hidden) {
        return withSizes(new ProblemSizes(sizes.trials(), sizes.steps(), hidden, sizes.inputSize()));
    }

    /** The same with another cell. */
    FigureSettings withCell(String name) {
        return with(name, sizes, optimizer, trainingSteps, learningRate, initialScale, scope);
    }

    /** The same with a fifth of the trials, ten times as many steps, and weights large enough for chaos. */
    FigureSettings chaotic() {
        ProblemSizes longer = new ProblemSizes(
                Math.max(1, sizes.trials() / 5), 10 * sizes.steps(), sizes.hiddenSize(), sizes.inputSize());
        return withSizes(longer).withInitialScale(4 * initialScale);
    }

    /** The same, trained so little that its kernel hardly moves. */
    FigureSettings lazy() {
        return withTraining(optimizer, Math.max(1, trainingSteps / 10), learningRate / 100);
    }

    /**
     * The same with another scope of the study of coverage.
     *
     * @param other the scope
     */
    public FigureSettings withScope(StudyScope other) {
        return with(cell, sizes, optimizer, trainingSteps, learningRate, initialScale, other);
    }

    /**
     * The same with another listener.
     *
     * @param listener is told how far a long study is
     */
    FigureSettings withProgress(Progress listener) {
        return new FigureSettings(
                cell,
                sizes,
                optimizer,
                trainingSteps,
                learningRate,
                initialScale,
                seeds,
                peerSeconds,
                timingSeconds,
                scope,
                listener);
    }

    private FigureSettings withSizes(ProblemSizes other) {
        return with(cell, other, optimizer, trainingSteps, learningRate, initialScale, scope);
    }

    private FigureSettings with(
            String newCell,
            ProblemSizes newSizes,
            OptimizerKind kind,
            int steps,
            double rate,
            double scale,
            StudyScope newScope) {
        return new FigureSettings(
                newCell, newSizes, kind, steps, rate, scale, seeds, peerSeconds, timingSeconds, newScope, progress);
    }

    /** {@return its sizes and cell in words} */
    public String label() {
        return cell + " [" + sizes.trials() + "," + sizes.steps() + "," + sizes.hiddenSize() + "]";
    }
}
