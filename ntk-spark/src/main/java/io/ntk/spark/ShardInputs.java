package io.ntk.spark;

import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Problem;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The part of a problem that belongs to one shard.
 *
 * @param trials the number of trials in the shard
 * @param steps T
 * @param inputs x {@code [trials, T, I]}
 * @param used for each trial how many of the steps have inputs
 * @param state s₀ {@code [trials, S]}; empty if it is zero
 * @param valid which steps of each trial count; null if all do
 */
// Instances are sent to executors and never compared.
@SuppressWarnings("ArrayRecordComponent")
record ShardInputs(
        int trials,
        int steps,
        double[] inputs,
        int[] used,
        double[] state,
        @Nullable ValidSteps valid) implements Serializable {
    /** {@return the inputs of each shard} */
    static List<ShardInputs> divide(Problem problem, Shards shards) {
        int steps = problem.inputs().steps();
        int perTrial = steps * problem.inputs().size();
        double[] inputs = problem.inputs().toArray();
        List<ShardInputs> all = new ArrayList<>();
        for (int shard = 0; shard < shards.count(); shard++) {
            int first = shards.first(shard);
            int end = shards.first(shard + 1);
            all.add(new ShardInputs(
                    end - first,
                    steps,
                    Arrays.copyOfRange(inputs, first * perTrial, end * perTrial),
                    IntStream.range(first, end).map(problem.inputs()::usedSteps).toArray(),
                    state(problem.initialState(), problem.model().stateSize(), first, end),
                    problem.restriction()
                            .ofTrials(Indices.range(first, end))
                            .valid()
                            .orElse(null)));
        }
        return all;
    }

    /** {@return the trials of this shard and those of another of the same problem behind them, of which some step or other is valid} */
    ShardInputs followedBy(ShardInputs last) {
        boolean isAtRest = state.length == 0 && last.state.length == 0;
        return new ShardInputs(
                trials + last.trials,
                steps,
                joined(inputs, last.inputs),
                IntStream.concat(Arrays.stream(used), Arrays.stream(last.used)).toArray(),
                isAtRest ? state : joined(stateOr(last), last.stateOr(this)),
                valid == null || last.valid == null ? null : joined(valid, last.valid));
    }

    /** The initial state; zeros for one of as many units as the other's if it is not stored. */
    private double[] stateOr(ShardInputs other) {
        return state.length > 0 ? state : new double[other.state.length / other.trials * trials];
    }

    private static double[] joined(double[] first, double[] last) {
        double[] both = Arrays.copyOf(first, first.length + last.length);
        System.arraycopy(last, 0, both, first.length, last.length);
        return both;
    }

    private static ValidSteps joined(ValidSteps first, ValidSteps last) {
        int steps = first.steps();
        double[] mask = new double[(first.trials() + last.trials()) * steps];
        for (int i = 0; i < mask.length; i++) {
            int trial = i / steps;
            boolean isValid = trial < first.trials()
                    ? first.isValid(trial, i % steps)
                    : last.isValid(trial - first.trials(), i % steps);
            mask[i] = isValid ? 1 : 0;
        }
        return ValidSteps.of(first.trials() + last.trials(), steps, mask);
    }

    private static double[] state(InitialState state, int size, int first, int end) {
        double[] values = new double[(end - first) * size];
        boolean zero = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = state.get(first + i / size, i % size);
            zero &= values[i] == 0;
        }
        return zero ? new double[0] : values;
    }
}
