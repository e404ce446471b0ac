package io.ntk.estimators.exact;

import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.List;

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

    KernelTrace(ModelPieces pieces, ThreadTeam workers, MemoryBudget memory) {
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
        for (ParameterClass of : classes) {
            int widest = memory.slabWidth(
                    workers.count() * SiteGrams.fixedElements(pair),
                    workers.count()
                            * SiteGrams.elementsPerColumn(
                                    pair,
                                    List.of(new ClassColumns(pair.left(), of)),
                                    new ClassColumns(pair.left(), of)),
                    Math.min(WIDEST_SLAB, of.width()));
            DoubleBuffer features = pair.left().features(of);
            workers.run(trials, (trial, workspace) -> add(of, trial, widest, features, workspace, traces[trial]));
        }
        double[] sums = new double[tensors];
        for (double[] ofTrial : traces) {
            for (int tensor = 0; tensor < tensors; tensor++) {
                sums[tensor] += ofTrial[tensor];
            }
        }
        return sums;
    }

    private void add(
            ParameterClass of, int trial, int widest, DoubleBuffer features, DirectBuffers workspace, double[] traces) {
        SiteColumns columns = new ClassColumns(pair.left(), of);
        int places = of.places().size();
        int indices = pair.left().steps(trial) * places;
        int before = pair.left().stepsBefore(trial) * places;
        double[][] diagonals = new double[indices][indices];
        for (int from = 0; from < of.width(); from += widest) {
            int first = from;
            int to = Math.min(from + widest, of.width());
            int slab = to - from;
            SquaredSlopes slopes = pair.left().slopes();
            if (slopes != null) {
                addScaled(of, trial, from, to, features, workspace, slopes, traces);
                continue;
            }
            new SiteGrams(pair, trial, List.of(columns), columns, from, to, workspace).forward((rows, begin, end) -> {
                for (int index = begin; index < end; index++) {
                    for (int k = 0; k < slab; k++) {
                        diagonals[rows.leftIndex()][index] += rows.get(first + k, index * slab + k);
                    }
                }
            });
        }
        for (int left = 0; left < indices; left++) {
            for (int right = 0; right < indices; right++) {
                boolean standsForTwo = left / places > right / places;
                double diagonal = (standsForTwo ? 2 : 1) * diagonals[left][right];
                share(of, features, before + left, before + right, diagonal, traces);
            }
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
