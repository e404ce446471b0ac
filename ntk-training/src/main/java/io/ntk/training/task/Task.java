package io.ntk.training.task;

/**
 * A supervised task over sequences: its inputs, its targets, and the rule by which an answer is right. A task of a plug-in is found
 * through {@link java.util.ServiceLoader} and has a public constructor without arguments.
 */
public interface Task {
    /** {@return the name by which users choose the task, such as {@code flip-flop}} */
    String name();

    /** {@return one line that says what the network learns} */
    String description();

    /** {@return the number of input channels I} */
    int inputSize();

    /** {@return the number of output channels O} */
    int outputSize();

    /** {@return the number of steps T that the literature uses} */
    int defaultSteps();

    /** {@return the fewest steps that make sense} */
    default int leastSteps() {
        return 1;
    }

    /**
     * Draws trials. A trial depends only on the seed, its own index and T, not on how trials are grouped.
     *
     * @param seed the seed
     * @param first the index of the first trial
     * @param count the number of trials B
     * @param steps the number of steps T
     * @return the trials
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for fewer than 1 trial, or fewer than
     *     {@link #leastSteps()} steps
     */
    Trials trials(long seed, long first, int count, int steps);

    /**
     * Draws the trials that a step of a training learns from.
     *
     * @param seed the seed
     * @param step the step, counted from 1
     * @param count how many trials B are asked for; there may be fewer if the task has no more
     * @param steps the number of steps T
     * @return by default the trials from {@code step · count} on
     * @throws io.ntk.api.NtkException as {@link #trials}
     */
    default Trials batch(long seed, int step, int count, int steps) {
        return trials(seed, (long) step * count, count, steps);
    }

    /**
     * Draws the trials that a network is evaluated on.
     *
     * @param seed the seed
     * @param count how many trials B are asked for
     * @param steps the number of steps T
     * @return by default the trials from 0 on, which no {@link #batch} holds
     * @throws io.ntk.api.NtkException as {@link #trials}
     */
    default Trials evaluation(long seed, int count, int steps) {
        return trials(seed, 0, count, steps);
    }

    /**
     * Computes the fraction of right answers, by this task's rule.
     *
     * @param trials the trials
     * @param outputs the network's outputs, {@code [B, T, O]} row-major
     * @return in [0, 1]
     */
    double accuracy(Trials trials, double[] outputs);
}
