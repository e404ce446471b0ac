package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * The contraction by trials. With the directions r_g of the {@link Entries} of each model, G_b(τ g, τ′ h) = r_g(τ)ᵀ P_aᵀ P_b r_h(τ′) for
 * the steps τ, τ′ of trial b, and the kernels k_g of {@link EntryKernels}, which are diagonal in the entries,
 *
 * <p>Tr(Θ_a Θ_b) = Σ_{b,c} Σ_{g,h} Tr(k_{a,g}[b, c] G_c(g, h) k_{b,h}[c, b] G_b(g, h)ᵀ).
 *
 * <p>Here a term of (b, c) equals that of (c, b), and in a square a term of (g, h) equals that of (h, g). It costs about 2 B² T³ V² flops
 * for V entries, half of that for a square, and as many times that as parts of the parameters are told apart; how many gates push an
 * entry does not matter.
 *
 * <p>G is computed for a slab of entries h at a time, of all trials, then the {@link TrialSum} of each pair of blocks of trials. Those are
 * added in order, so the result does not depend on the threads. Between two groups of trials, pairs of blocks of one group are left out.
 */
final class TrialContraction implements Contraction {
    /** The steps of a block of trials, enough for BLAS, and few enough that N of a slab stays in cache. */
    private static final int BLOCK_STEPS = 80;

    /** The most entries h in a slab. Each slab takes the Gram matrices of the states anew. */
    private static final int WIDEST_SLAB = 128;

    /** A product over the steps of a trial takes about as long as a large product over so many more, as measured with OpenBLAS. */
    private static final double MORE_STEPS = 12;

    private final ModelPair pair;
    private final Entries left;
    private final Entries right;
    private final List<ParameterClass> classes;
    private final Parts parts;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    private final List<TrialBlock> blocks;

    TrialContraction(
            ModelPair pair,
            Entries left,
            Entries right,
            List<ParameterClass> classes,
            Parts parts,
            ThreadTeam workers,
            MemoryBudget memory) {
        this.pair = pair;
        this.left = left;
        this.right = right;
        this.classes = classes;
        this.parts = parts;
        this.workers = workers;
        this.memory = memory;
        this.blocks = TrialBlock.of(pair.left(), BLOCK_STEPS);
    }

    @Override
    public String name() {
        return "trials";
    }

    /** {@return the entries g beside a slab: in a square those that are not mirrored by later slabs} */
    private int rows(int to) {
        return pair.isSquare() ? to : left.width();
    }

    private long gramElements() {
        return TrialBlock.squares(blocks);
    }

    private long blockRows() {
        return blocks.stream().mapToLong(TrialBlock::rows).max().orElse(0);
    }

    private int chunk() {
        return TrialSum.chunk(blockRows(), parts.count());
    }

    private long fixedElements() {
        long rows = blockRows();
        long held = 2
                * (EntryKernels.heldElements(pair.left(), classes) + pair.left().scratchElements());
        long perWorker = SiteGrams.fixedElements(pair)
                + left.scratchElements()
                + right.scratchElements()
                + 2 * EntryKernels.pairElements(classes, parts, rows)
                + TrialSum.doubles(pair.precision(), rows, parts.count());
        return held + workers.count() * perWorker;
    }

    private long elementsPerColumn() {
        long perWorker = SiteGrams.elementsPerColumn(pair, List.of(left), right)
                + TrialGrams.scratchElements(pair.left().steps(), left, pair.precision());
        return Elements.doubles(pair.precision(), gramElements() * left.width()) + workers.count() * perWorker;
    }

    @Override
    public Precision precision() {
        return pair.precision();
    }

    @Override
    public long leastBytes() {
        long steps = pair.left().steps();
        long largest = Math.max(
                Math.max(gramElements(), steps * steps) * left.width(),
                TrialSum.largestElements(blockRows(), parts.count()));
        return largest > Elements.most(pair.precision())
                ? TOO_LARGE
                : MemoryBudget.leastBytes(fixedElements(), elementsPerColumn());
    }

    private int slabWidth() {
        long widest = Math.min(
                Math.min(WIDEST_SLAB, right.width()),
                Elements.most(pair.precision()) / (gramElements() * left.width()));
        return memory.slabWidth(fixedElements(), elementsPerColumn(), widest);
    }

    @Override
    public double flops() {
        int widest = slabWidth();
        double flops = SiteGrams.flops(pair, List.of(left), right, widest);
        for (Strip slab : Strip.backwards(right.width(), widest)) {
            for (Strip strip : Strip.of(slab.from(), slab.to(), TrialSum.WIDEST_STRIP)) {
                flops += flops(strip);
            }
            flops += leftFlops(rows(slab.to()) / (double) left.width());
        }
        return flops;
    }

    /** {@return the operations of large products that take about as long as so many over trials of so many steps} */
    static double effort(double flops, double steps) {
        return flops * (1 + MORE_STEPS / steps);
    }

    @Override
    public double effort() {
        double sweeps = SiteGrams.flops(pair, List.of(left), right, slabWidth());
        return sweeps + effort(flops() - sweeps, pair.left().steps());
    }

    private double leftFlops(double share) {
        double flops = 0;
        for (int b = 0; b < blocks.size(); b++) {
            for (int c = b; c < blocks.size(); c++) {
                if (areSummed(blocks.get(b), blocks.get(c))) {
                    double rows = blocks.get(b).rows();
                    double columns = blocks.get(c).rows();
                    flops += EntryKernels.flops(pair.left(), classes, parts, share, rows, columns);
                }
            }
        }
        return flops;
    }

    private boolean areSummed(TrialBlock left, TrialBlock right) {
        return pair.left().areSummed(left.first(), right.first());
    }

    private double flops(Strip strip) {
        double gs = rows(strip.to());
        double ofRight = Math.ceil(gs / chunk()) * strip.width() / right.width();
        double flops = 0;
        for (int b = 0; b < blocks.size(); b++) {
            for (int c = b; c < blocks.size(); c++) {
                if (!areSummed(blocks.get(b), blocks.get(c))) {
                    continue;
                }
                double rows = blocks.get(b).rows();
                double columns = blocks.get(c).rows();
                double summed = strip.width()
                        * (double) (blocks.get(b).steps() + blocks.get(c).steps());
                flops += parts.count() * gs * rows * columns * 2 * (summed + parts.count());
                flops += EntryKernels.flops(pair.right(), classes, parts, ofRight, rows, columns);
            }
        }
        return flops;
    }

    @Override
    public double[][] compute(DoubleConsumer done) {
        double[][] sums = new double[parts.count()][parts.count()];
        EntryKernels ofLeft = new EntryKernels(pair.left(), left, classes, parts);
        EntryKernels ofRight = pair.isSquare() ? ofLeft : new EntryKernels(pair.right(), right, classes, parts);
        for (Strip slab : Strip.backwards(right.width(), slabWidth())) {
            add(slab.from(), slab.to(), ofLeft, ofRight, done, sums);
        }
        return sums;
    }

    private void add(
            int from, int to, EntryKernels ofLeft, EntryKernels ofRight, DoubleConsumer done, double[][] sums) {
        TrialGrams grams = new TrialGrams(pair, left, right, from, to, rows(to), blocks, workers);
        done.accept(SiteGrams.flops(pair, List.of(left), right, to - from) * (to - from) / right.width());
        List<TrialSum.Piece> pieces = TrialSum.Piece.of(blocks, rows(to), chunk()).stream()
                .filter(piece -> areSummed(piece.left(), piece.right()))
                .toList();
        double[][][] shares = new double[pieces.size()][][];
        workers.run(pieces.size(), (i, workspace) -> {
            TrialSum sum = new TrialSum(pieces.get(i), grams, ofLeft, parts.count(), pair, workspace);
            shares[i] = sum.compute(ofRight);
            done.accept(sum.operations());
        });
        for (double[][] share : shares) {
            for (int p = 0; p < sums.length; p++) {
                for (int q = 0; q < sums.length; q++) {
                    sums[p][q] += share[p][q];
                }
            }
        }
    }
}
