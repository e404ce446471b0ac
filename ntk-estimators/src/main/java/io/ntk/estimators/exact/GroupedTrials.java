package io.ntk.estimators.exact;

import io.ntk.api.NtkException;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.OneStepLinearization;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a linearization offers whose trials are divided into groups that no one process holds together. It takes work to processes that
 * linearize the trials of one or two groups for themselves.
 */
public interface GroupedTrials {
    /**
     * Two groups, or one and itself.
     *
     * @param first a group, from 0
     * @param last the same or a later one
     */
    record Pair(int first, int last) implements Serializable {
        /** {@return whether it is one group and itself} */
        public boolean isOfOne() {
            return first == last;
        }
    }

    /**
     * What is computed of the trials of a pair of groups. It is sent to another process.
     *
     * @param <T> what it results in
     */
    @FunctionalInterface
    interface Work<T> extends Serializable {
        /**
         * Computes it.
         *
         * @param models one or two models, each linearized on the trials of the first group and, if the last is another, on those of the
         *     last behind them
         * @param firstTrials the trials of the first group
         * @param memoryLimit the most bytes of direct buffers that it may use
         * @return the result
         * @throws NtkException what a user can mend; it is thrown again where {@link #compute} was called
         */
        T of(List<Linearization> models, int firstTrials, long memoryLimit);
    }

    /** {@return the number of groups, at least 1} */
    int groups();

    /**
     * {@return the first trial of a group, each of which has consecutive trials; for the index after the last, the number of trials}
     *
     * @param group from 0 to {@link #groups}
     */
    int firstTrial(int group);

    /**
     * Computes something of each of several pairs of groups, of several at once. Who is lost is replaced, and the result is the same.
     *
     * @param <T> what each results in
     * @param pairs the pairs, in the order in which they are begun
     * @param beside other models on the same trials in the same groups
     * @param memoryLimit the most bytes of direct buffers that one process may use for all pairs that it computes at once
     * @param work what to compute
     * @param done told of each pair and its result when it is there, by one thread at a time
     * @return the results, in the order of the pairs
     * @throws NtkException as the work does, {@code SPACE_MISMATCH} if the groups differ, and what ends the connection to the others
     */
    <T extends Serializable> List<T> compute(
            List<Pair> pairs, List<GroupedTrials> beside, long memoryLimit, Work<T> work, BiConsumer<Pair, T> done);

    /**
     * {@return the groups of a linearization, or of that whose single steps it views; nothing if its trials are in one process}
     *
     * @param linearization any
     */
    static Optional<GroupedTrials> of(Linearization linearization) {
        if (linearization instanceof OneStepLinearization oneStep) {
            return of(oneStep.whole());
        }
        return linearization instanceof GroupedTrials groups ? Optional.of(groups) : Optional.empty();
    }
}
