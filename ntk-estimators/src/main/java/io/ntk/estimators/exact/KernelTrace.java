package io.ntk.estimators.exact;

import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * Tr Θ = Σ_b Σ_{s,r} ⟨f(bs), f(br)⟩ Tr G_b(s, r), by parameter tensor. It is much cheaper than the trace of a product:
 * only the diagonals of G are needed, and by symmetry only those with s ≥ r.
 */
final class KernelTrace {
    /** The most columns in a slab, enough for BLAS to run at full speed. */
    private static final int WIDEST_SLAB = 64;

    private final ModelPair pair;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    private final Linearization kernel;
    private final Progress progress;

    KernelTrace(ModelPieces pieces, ThreadTeam workers, MemoryBudget memory, Linearization kernel, Progress progress) {
        this.kernel = kernel;
        this.progress = progress;
        this.pair = ModelPair.of(pieces, pieces);
        this.workers = workers;
        this.memory = memory;
    }

    /**
     * Computes the trace of each tensor's kernel. Their sum is Tr Θ.
     *
     * @param classes the model's parameter classes
     * @param tensors the number of differentiated tensors
     * @return Tr Θ_p for each tensor
     */
    double[] compute(List<ParameterClass> classes, int tensors) {
        int trials = pair.left().trials();
        double[][] traces = new double[trials][tensors];
        WorkMeter meter =
                WorkMeter.of(progress, classes.stream().mapToDouble(this::flops).sum(), List.of(kernel));
        for (ParameterClass of : classes) {
            int widest = widest(of);
            DoubleBuffer features = pair.left().features(of);
            double each = flops(of) / pairsOfSteps(of);
            workers.run(
                    trials,
                    (trial, workspace) -> add(
                            of, trial, widest, features, workspace, traces[trial], done -> meter.accept(done * each)));
        }
        double[] sums = new double[tensors];
        for (double[] ofTrial : traces) {
            for (int tensor = 0; tensor < tensors; tensor++) {
                sums[tensor] += ofTrial[tensor];
            }
        }
        return sums;
    }

    private int widest(ParameterClass of) {
        ClassColumns columns = new ClassColumns(pair.left(), of);
        return memory.slabWidth(
                workers.count() * SiteGrams.fixedElements(pair),
                workers.count() * SiteGrams.elementsPerColumn(pair, List.of(columns), columns),
                Math.min(WIDEST_SLAB, of.width()));
    }

    private double flops(ParameterClass of) {
        ClassColumns columns = new ClassColumns(pair.left(), of);
        return SiteGrams.flops(pair, List.of(columns), columns, widest(of));
    }

    /** The pairs (s, r) of all trials, those with s < r too, for every column. */
    private double pairsOfSteps(ParameterClass of) {
        double pairs = 0;
        for (int trial = 0; trial < pair.left().trials(); trial++) {
            pairs += Math.pow(pair.left().steps(trial), 2);
        }
        return pairs * of.width();
    }

    private void add(
            ParameterClass of,
            int trial,
            int widest,
            DoubleBuffer features,
            DirectBuffers workspace,
            double[] traces,
            DoubleConsumer done) {
        SiteColumns columns = new ClassColumns(pair.left(), of);
        int places = of.places().size();
        int before = pair.left().stepsBefore(trial) * places;
        for (int from = 0; from < of.width(); from += widest) {
            int first = from;
            int to = Math.min(from + widest, of.width());
            int slab = to - from;
            SquaredSlopes slopes = pair.left().slopes();
            if (slopes != null) {
                addScaled(of, trial, from, to, features, workspace, slopes, traces);
                done.accept(slab * Math.pow(pair.left().steps(trial), 2));
                continue;
            }
            new SiteGrams(pair, trial, List.of(columns), columns, from, to, workspace).forward((rows, begin, end) -> {
                int left = rows.leftIndex();
                for (int index = begin; index < end; index++) {
                    double diagonal = 0;
                    for (int k = 0; k < slab; k++) {
                        diagonal += rows.get(first + k, index * slab + k);
                    }
                    boolean standsForTwo = left / places > index / places;
                    share(of, features, before + left, before + index, (standsForTwo ? 2 : 1) * diagonal, traces);
                }
                if (left % places == places - 1) {
                    // A step s is paired with those up to it; of s² pairs, 2s + 1 are new.
                    int step = left / places;
                    done.accept(slab * (2.0 * step + 1));
                }
            });
        }
    }

    /** As above, where each element of a tensor has a factor of its own. */
    private void addScaled(
            ParameterClass of,
            int trial,
            int from,
            int to,
            DoubleBuffer features,
            DirectBuffers workspace,
            SquaredSlopes slopes,
            double[] traces) {
        SiteColumns columns = new ClassColumns(pair.left(), of);
        int places = of.places().size();
        int before = pair.left().stepsBefore(trial) * places;
        int slab = to - from;
        int width = of.featureWidth();
        new SiteGrams(pair, trial, List.of(columns), columns, from, to, workspace).forward((rows, begin, end) -> {
            int left = rows.leftIndex();
            for (int index = begin; index < end; index++) {
                boolean standsForTwo = left / places > index / places;
                for (int k = 0; k < slab; k++) {
                    double diagonal = (standsForTwo ? 2 : 1) * rows.get(from + k, index * slab + k);
                    for (int c = 0; c < width && diagonal != 0; c++) {
                        double term = diagonal
                                * features.get((before + left) * width + c)
                                * features.get((before + index) * width + c);
                        for (Owner owner : of.columns().get(c).owners()) {
                            traces[owner.tensor()] += term * slopes.of(owner, from + k);
                        }
                    }
                }
            }
        });
    }

    private static void share(
            ParameterClass of, DoubleBuffer features, int left, int right, double diagonal, double[] traces) {
        if (diagonal == 0) {
            return;
        }
        int width = of.featureWidth();
        for (int c = 0; c < width; c++) {
            double term = diagonal * features.get(left * width + c) * features.get(right * width + c);
            for (Owner owner : of.columns().get(c).owners()) {
                traces[owner.tensor()] += term;
            }
        }
    }
}
