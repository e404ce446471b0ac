package io.ntk.estimators.exact;

import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.GroupedTrials.Pair;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Traces of kernels whose trials are in groups. Tr Θ is a sum over trials, and Tr(Θ_a Θ_b) = Σ_{b,c} f(b, c) with f(b, c) = f(c, b), so it is a
 * sum over groups and pairs of groups, each from the trials of these alone. They are added in one order, so the result depends on the groups
 * and not on who computes what when.
 *
 * @param models one or two models whose trials are in the same groups
 * @param memoryLimit the most bytes of direct buffers of a process
 * @param byTensor whether tensors are told apart
 * @param progress told how far products of kernels are
 */
record GroupedNtk(List<Linearization> models, long memoryLimit, boolean byTensor, Progress progress) {
    /**
     * How a process computes: what it needs besides linearizations.
     *
     * @param byTensor whether tensors are told apart
     * @param isOneStep whether kernels are those of single steps
     */
    private record Method(boolean byTensor, boolean isOneStep) implements Serializable {
        /** {@return the method for pairs of trials of two groups, or all pairs if the trials are those of one} */
        ExactNtk of(List<Linearization> models, int firstTrials, long memoryLimit) {
            int trials = models.get(0).problem().inputs().trials();
            ExactNtk method = new ExactNtk(memoryLimit)
                    .over(firstTrials == trials ? TrialPairs.ALL : new TrialPairs(firstTrials));
            return byTensor ? method : method.totals();
        }

        Linearization kernel(Linearization model) {
            return isOneStep ? new OneStepLinearization(model) : model;
        }
    }

    private Method method() {
        return new Method(byTensor, models.get(0) instanceof OneStepLinearization);
    }

    TensorTraces trace() {
        Method method = method();
        return TensorTraces.sum(compute(
                alone(),
                (given, first, memory) -> method.of(given, first, memory).trace(method.kernel(given.get(0))),
                (pair, trace) -> {}));
    }

    TensorProducts squaredFrobenius() {
        Method method = method();
        return TensorProducts.sum(products(
                ExactInstead::square,
                (given, first, memory) -> method.of(given, first, memory).squaredFrobenius(method.kernel(given.get(0))),
                TensorProducts::count));
    }

    TensorProducts crossTrace() {
        Method method = method();
        return TensorProducts.sum(products(
                ExactInstead::product,
                (given, first, memory) -> method.of(given, first, memory)
                        .crossTrace(method.kernel(given.get(0)), method.kernel(given.get(1))),
                TensorProducts::count));
    }

    ExactAlignment alignment() {
        Method method = method();
        return ExactAlignment.sum(products(
                ExactInstead::alignment,
                (given, first, memory) -> method.of(given, first, memory)
                        .alignment(method.kernel(given.get(0)), method.kernel(given.get(1))),
                ExactAlignment::count));
    }

    private GroupedTrials groups() {
        return GroupedTrials.of(models.get(0)).orElseThrow();
    }

    /** {@return the groups of which something is looked at, since the others add nothing; the first if nothing is at all} */
    private int[] looked() {
        int[] used = models.get(0).problem().usedSteps();
        GroupedTrials groups = groups();
        int[] looked = IntStream.range(0, groups.groups())
                .filter(group -> IntStream.range(groups.firstTrial(group), groups.firstTrial(group + 1))
                        .anyMatch(trial -> used[trial] > 0))
                .toArray();
        return looked.length > 0 ? looked : new int[1];
    }

    private List<Pair> alone() {
        return Arrays.stream(looked()).mapToObj(group -> new Pair(group, group)).toList();
    }

    /** {@return all pairs; first those of two groups, which have twice as many pairs of trials: the last to end are short} */
    private List<Pair> pairs() {
        List<Pair> pairs = new ArrayList<>();
        int[] looked = looked();
        for (int first = 0; first < looked.length; first++) {
            for (int last = first + 1; last < looked.length; last++) {
                pairs.add(new Pair(looked[first], looked[last]));
            }
        }
        pairs.addAll(alone());
        return pairs;
    }

    private <T extends Serializable> List<T> products(
            ToDoubleFunction<Problem> operations, GroupedTrials.Work<T> work, Function<T, ContractionCount> count) {
        Meter meter = new Meter(operations.applyAsDouble(models.get(0).problem()));
        return compute(
                pairs(),
                work,
                (pair, result) -> meter.add(pair, count.apply(result).flops()));
    }

    private <T extends Serializable> List<T> compute(
            List<Pair> pairs, GroupedTrials.Work<T> work, BiConsumer<Pair, T> done) {
        List<GroupedTrials> beside = models.subList(1, models.size()).stream()
                .map(model -> GroupedTrials.of(model).orElseThrow())
                .toList();
        return groups().compute(pairs, beside, memoryLimit, work, done);
    }

    /**
     * Tells how far a computation is whose operations are counted pair by pair. Until the first is done they are guessed from the sizes of
     * the problem, then from those that are done: two groups have twice as many pairs of trials as one.
     */
    private final class Meter {
        private final double all = Math.pow(looked().length, 2);
        private final double bySampling;
        private double share;
        private double done;

        Meter(double guessed) {
            this.bySampling = Work.SAMPLES
                    * models.stream()
                            .map(Linearization::problem)
                            .mapToDouble(Work::ofProduct)
                            .sum();
            progress.computed(new Work(0, guessed, bySampling));
        }

        void add(Pair pair, double operations) {
            share += (pair.isOfOne() ? 1 : 2) / all;
            done += operations;
            progress.computed(new Work(done, done / share, bySampling));
        }
    }
}
