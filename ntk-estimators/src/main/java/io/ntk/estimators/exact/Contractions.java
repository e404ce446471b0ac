package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;

/** Takes for each product of kernels the contraction of the least effort, by counted operations, that fits the memory limit. */
final class Contractions {
    /** From so many operations on, a fraction of a second, float32 is worth its rounding. */
    private static final double LONG = 1e10;

    private final List<ParameterClass> classes;
    private final Parts parts;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    private final Map<ModelPieces, Optional<Entries>> entries = new HashMap<>();
    private final Map<ModelPieces, Magnitudes> magnitudes = new HashMap<>();

    /**
     * Counts nothing yet.
     *
     * @param classes the parameter classes of all models
     * @param parts the parts of the parameters that are told apart
     * @param workers the threads
     * @param memory the memory limit
     */
    Contractions(List<ParameterClass> classes, Parts parts, ThreadTeam workers, MemoryBudget memory) {
        this.classes = classes;
        this.parts = parts;
        this.workers = workers;
        this.memory = memory;
    }

    /** {@return the cheapest contraction of the product of two kernels, in float64 if it is short anyway} */
    Contraction cheapest(ModelPieces left, ModelPieces right) {
        if (left.isWithoutPairs()) {
            return new NothingObserved(parts);
        }
        List<Contraction> inFloat64 = all(left, right, Precision.FLOAT64);
        boolean isShort = inFloat64.stream().filter(this::fits).anyMatch(one -> one.flops() < LONG);
        return cheapest(isShort ? inFloat64 : all(left, right, precision(left, right)));
    }

    /** {@return Tr(Θ_a Θ_b) by parts, by a contraction} */
    TensorProducts product(Contraction chosen, DoubleConsumer done) {
        return TensorProducts.of(parts.names(), chosen.compute(done), chosen.count());
    }

    /**
     * {@return the contractions by which the product of two kernels can be summed, if there were enough memory}
     *
     * @param precision of their products
     */
    List<Contraction> all(ModelPieces left, ModelPieces right, Precision precision) {
        ModelPair pair = ModelPair.of(left, right, precision);
        List<Contraction> all = new ArrayList<>();
        all.add(new FeatureContraction(pair, classes, parts, workers, memory));
        Optional<Entries> ofLeft = entriesOf(left);
        Optional<Entries> ofRight = entriesOf(right);
        // Nothing is pushed where all D are zero.
        boolean isByTrials = ofLeft.filter(of -> of.width() > 0).isPresent()
                && ofRight.filter(of -> of.width() > 0).isPresent();
        if (isByTrials) {
            all.add(new TrialContraction(pair, ofLeft.get(), ofRight.get(), classes, parts, workers, memory));
        }
        return all;
    }

    /** {@return the precision that was asked for, if products of both models stay in its range} */
    private Precision precision(ModelPieces left, ModelPieces right) {
        boolean isAskedFor = left.precision() == Precision.FLOAT32 && right.precision() == Precision.FLOAT32;
        return isAskedFor && fitting(left) == Precision.FLOAT32 ? fitting(right) : Precision.FLOAT64;
    }

    private Precision fitting(ModelPieces model) {
        return magnitudes
                .computeIfAbsent(model, key -> Magnitudes.of(key, classes, workers))
                .fitting();
    }

    private Optional<Entries> entriesOf(ModelPieces model) {
        return entries.computeIfAbsent(model, key -> Entries.of(key, classes));
    }

    private Contraction cheapest(List<Contraction> all) {
        memory.requireAtLeast(
                all.stream().mapToLong(Contraction::leastBytes).min().orElseThrow());
        return all.stream()
                .filter(this::fits)
                .min(Comparator.comparingDouble(Contraction::effort))
                .orElseThrow();
    }

    private boolean fits(Contraction one) {
        return one.leastBytes() <= memory.limit() && one.leastBytes() != Contraction.TOO_LARGE;
    }
}
