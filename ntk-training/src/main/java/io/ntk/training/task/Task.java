package io.ntk.training.task;

/** A supervised task over sequences: what a network sees, what it should answer, and when an answer counts as right. */
public interface Task {
    /** {@return the name by which users choose the task, such as {@code flip-flop}} */
    String name();

    /** {@return one line that says what is to be learnt} */
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
     * Draws trials. A trial depends on the seed, its own index and T alone: however trials are grouped, they are the same.
     *
     * @param seed the seed
     * @param first the index of the first trial
     * @param count the number of trials B
     * @param steps the number of steps T
     * @return the trials
     * @throws io.ntk.api.NtkException {@code INVALID_ARGUMENT} for no trial, or fewer than {@link #leastSteps()} steps
     */
    Trials trials(long seed, long first, int count, int steps);

    /**
     * The fraction of answers that are right, by this task's definition.
     *
     * @param trials the trials
     * @param outputs what the network answered, {@code [B, T, O]} row-major
     * @return in [0, 1]
     */
    double accuracy(Trials trials, double[] outputs);
}
