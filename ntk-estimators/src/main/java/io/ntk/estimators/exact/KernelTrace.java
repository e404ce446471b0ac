package io.ntk.estimators.exact;

import java.nio.DoubleBuffer;
import java.util.List;

/**
 * Tr Θ = Σ_b Σ_{s,r} ⟨f(bs), f(br)⟩ Tr G_b(s, r), tensor by tensor. Much cheaper than the trace of a product: only the
 * diagonals of G are needed, and those with s ≥ r stand for all.
 */
final class KernelTrace {
    /** Columns in a slab: enough for BLAS to run at full speed. */
    private static final int WIDEST_SLAB = 64;

    private final ModelPair pair;
    private final Workspace workspace;
    private final MemoryBudget memory;
    private final double[] traces;

    KernelTrace(ModelPieces pieces, int tensors, Workspace workspace, MemoryBudget memory) {
        this.pair = ModelPair.of(pieces, pieces);
        this.workspace = workspace;
        this.memory = memory;
        this.traces = new double[tensors];
    }

    /** {@return the trace of each tensor's kernel; the sum of all is Tr Θ} */
    double[] compute(List<ParameterClass> classes) {
        for (ParameterClass of : classes) {
            DoubleBuffer features = pair.left().features(of);
            for (int trial = 0; trial < pair.left().trials(); trial++) {
                add(of, trial, features);
            }
        }
        return traces;
    }

    private void add(ParameterClass of, int trial, DoubleBuffer features) {
        int places = of.places().size();
        int indices = pair.left().steps() * places;
        double[][] diagonals = new double[indices][indices];
        int widest = memory.slabWidth(
                SiteGrams.fixedElements(pair),
                SiteGrams.elementsPerColumn(pair, List.of(of), of),
                Math.min(WIDEST_SLAB, of.width()));
        for (int from = 0; from < of.width(); from += widest) {
            int first = from;
            int to = Math.min(from + widest, of.width());
            int slab = to - from;
            new SiteGrams(pair, trial, List.of(of), of, from, to, workspace).forward((rows, begin, end) -> {
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
                share(of, features, trial * indices, left, right, (standsForTwo ? 2 : 1) * diagonals[left][right]);
            }
        }
    }

    private void share(ParameterClass of, DoubleBuffer features, int row, int left, int right, double diagonal) {
        if (diagonal == 0) {
            return;
        }
        int width = of.featureWidth();
        for (int c = 0; c < width; c++) {
            double term = diagonal * features.get((row + left) * width + c) * features.get((row + right) * width + c);
            for (int owner : of.columns().get(c).owners()) {
                traces[owner] += term;
            }
        }
    }
}
