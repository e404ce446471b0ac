package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
 * <p>A slab of entries h is computed at a time, of all trials, then the sum over blocks of trials b and c: for each g,
 * N[(h, t₄, b), (c, t₂)] = Σ_{t₃} k_h[(b, t₄), (c, t₃)] G_c(t₂ g, t₃ h) is small enough to stay in cache, and is reduced at once to
 * Σ_{h,t₄} G_b(t₁ g, t₄ h) N, whose inner product with k_g[(b, t₁), (c, t₂)] is the sum. Every pair of blocks has a sum of its own, and those
 * are added in order, so the result does not depend on the threads.
 */
final class TrialContraction implements Contraction {
    /** The steps of a block of trials, enough for BLAS, and few enough that N of a slab stays in cache. */
    private static final int BLOCK_STEPS = 80;

    /** The most entries in a slab. Wider slabs save less by symmetry. */
    private static final int WIDEST_SLAB = 8;

    /** The entries g of a piece of work, by which one pair of blocks may occupy several threads. */
    private static final int CHUNK = 64;

    private enum Role {
        GRAMS,
        RIGHT_KERNELS,
        HALF,
        REDUCED
    }

    /**
     * Work of one thread.
     *
     * @param left a block b
     * @param right a block c, the same or a later one
     * @param from the first entry g
     * @param to the entry after the last
     */
    private record Piece(TrialBlock left, TrialBlock right, int from, int to) {}

    private final ModelPair pair;
    private final Entries left;
    private final Entries right;
    private final List<ParameterClass> classes;
    private final Parts parts;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    private final DenseProducts products;
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
        this.products = pair.left().products();
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

    /** {@return Σ_b T_b² of the trials before one: the elements of their G for one g and one h} */
    private long gramElements(int trial) {
        long sum = 0;
        for (int b = 0; b < trial; b++) {
            sum += (long) pair.left().steps(b) * pair.left().steps(b);
        }
        return sum;
    }

    private long gramElements() {
        return gramElements(pair.left().trials());
    }

    private long blockRows() {
        return blocks.stream().mapToLong(TrialBlock::rows).max().orElse(0);
    }

    private long fixedElements() {
        long rows = blockRows();
        long held = 2 * EntryKernels.heldElements(pair.left(), classes);
        long perWorker = SiteGrams.fixedElements(pair)
                + left.scratchElements()
                + right.scratchElements()
                + 2 * EntryKernels.pairElements(classes, parts, rows)
                + (2L + parts.count()) * rows * rows;
        return held + workers.count() * perWorker;
    }

    private long elementsPerColumn() {
        long rows = blockRows();
        long perWorker = SiteGrams.elementsPerColumn(pair, List.of(left), right) + (1L + parts.count()) * rows * rows;
        return gramElements() * left.width() + workers.count() * perWorker;
    }

    @Override
    public long leastBytes() {
        long largest = Math.max(gramElements() * left.width(), blockRows() * blockRows() * parts.count());
        return largest > DirectBuffers.MAX_ELEMENTS
                ? Long.MAX_VALUE
                : MemoryBudget.leastBytes(fixedElements(), elementsPerColumn());
    }

    private int slabWidth() {
        long largest = Math.max(gramElements() * left.width(), blockRows() * blockRows() * parts.count());
        long widest = Math.min(Math.min(WIDEST_SLAB, right.width()), DirectBuffers.MAX_ELEMENTS / largest);
        return memory.slabWidth(fixedElements(), elementsPerColumn(), widest);
    }

    @Override
    public double flops() {
        int widest = slabWidth();
        double flops = SiteGrams.flops(pair, List.of(left), right, widest);
        for (int from = 0; from < right.width(); from += widest) {
            int to = Math.min(from + widest, right.width());
            double gs = rows(to);
            for (int b = 0; b < blocks.size(); b++) {
                for (int c = b; c < blocks.size(); c++) {
                    double rows = blocks.get(b).rows();
                    double columns = blocks.get(c).rows();
                    double summed = blocks.get(b).steps() + blocks.get(c).steps();
                    flops += parts.count() * gs * rows * columns * (2 * summed * (to - from) + 2 * parts.count());
                    flops += EntryKernels.flops(pair.left(), classes, parts, gs / left.width(), rows, columns);
                    flops += Math.ceil(gs / CHUNK)
                            * EntryKernels.flops(
                                    pair.right(), classes, parts, (to - from) / (double) right.width(), rows, columns);
                }
            }
        }
        return flops;
    }

    @Override
    public double[][] compute() {
        double[][] sums = new double[parts.count()][parts.count()];
        EntryKernels ofLeft = new EntryKernels(pair.left(), left, classes, parts);
        EntryKernels ofRight = pair.isSquare() ? ofLeft : new EntryKernels(pair.right(), right, classes, parts);
        int widest = slabWidth();
        for (int from = 0; from < right.width(); from += widest) {
            new Slab(from, Math.min(from + widest, right.width()), ofLeft, ofRight).addTo(sums);
        }
        return sums;
    }

    /** The entries h from {@code from} to {@code to − 1}. */
    private final class Slab {
        private final int from;
        private final int width;
        private final int rows;
        private final EntryKernels ofLeft;
        private final EntryKernels ofRight;
        /** Where G of each trial begins, {@code [g][h][t′][t]}. */
        private final int[] gramsAt;

        private final DoubleBuffer grams;

        Slab(int from, int to, EntryKernels ofLeft, EntryKernels ofRight) {
            this.from = from;
            this.ofLeft = ofLeft;
            this.ofRight = ofRight;
            this.width = to - from;
            this.rows = rows(to);
            this.gramsAt = IntStream.range(0, pair.left().trials())
                    .map(trial -> (int) (gramElements(trial) * rows * width))
                    .toArray();
            this.grams = workers.shared().get(Role.GRAMS, gramElements() * rows * width);
        }

        void addTo(double[][] sums) {
            workers.run(gramsAt.length, this::computeGrams);
            List<Piece> pieces = new ArrayList<>();
            for (int b = 0; b < blocks.size(); b++) {
                for (int c = b; c < blocks.size(); c++) {
                    for (int g = 0; g < rows; g += CHUNK) {
                        pieces.add(new Piece(blocks.get(b), blocks.get(c), g, Math.min(g + CHUNK, rows)));
                    }
                }
            }
            double[][][] shares = new double[pieces.size()][][];
            workers.run(pieces.size(), (i, workspace) -> shares[i] = sum(pieces.get(i), workspace));
            for (double[][] share : shares) {
                for (int p = 0; p < sums.length; p++) {
                    for (int q = 0; q < sums.length; q++) {
                        sums[p][q] += share[p][q];
                    }
                }
            }
        }

        private void computeGrams(int trial, DirectBuffers workspace) {
            int steps = pair.left().steps(trial);
            int at = gramsAt[trial];
            SiteGrams sweep = new SiteGrams(pair, trial, List.of(left), right, from, from + width, workspace);
            SiteGrams.Sink sink = (given, first, end) -> {
                for (int g = 0; g < rows; g++) {
                    for (int step = first; step < end; step++) {
                        int to = at + (g * width * steps + step) * steps + given.leftIndex();
                        given.scatterRow(g, step * width, width, grams, to, steps * steps);
                    }
                }
            };
            sweep.forward(sink);
            sweep.backward(sink);
        }

        /** {@return the sums of a piece by pairs of parts} */
        private double[][] sum(Piece piece, DirectBuffers workspace) {
            int size = piece.left().rows() * piece.right().rows();
            boolean[][] isThere = rightKernels(piece, workspace);
            EntryKernels.Pair kernels = ofLeft.between(piece.left(), piece.right(), workspace);
            double[][] ofParts = new double[parts.count()][size];
            boolean[] has = new boolean[parts.count()];
            double[] reduced = new double[size];
            double[][] sums = new double[parts.count()][parts.count()];
            for (int g = piece.from(); g < piece.to(); g++) {
                for (int p = 0; p < has.length; p++) {
                    has[p] = kernels.compute(g, p, ofParts[p]);
                }
                for (int q = 0; q < has.length; q++) {
                    if (reduce(piece, g, q, isThere[q], workspace)) {
                        workspace.get(Role.REDUCED, size).get(0, reduced);
                        for (int p = 0; p < has.length; p++) {
                            add(piece, g, has[p] ? dot(ofParts[p], reduced) : 0, p, q, sums);
                        }
                    }
                }
            }
            return sums;
        }

        /** On the diagonal of a square, entries before the slab stand for their mirror images, entries in the slab do not. */
        private void add(Piece piece, int g, double value, int p, int q, double[][] sums) {
            double both = piece.left().equals(piece.right()) ? value : 2 * value;
            sums[p][q] += both;
            if (pair.isSquare() && g < from) {
                sums[q][p] += both;
            }
        }

        /** Writes k_h of each part q, {@code [q][h][c][t₃][t₄][b]}; {@return whether q has parameters in h} */
        private boolean[][] rightKernels(Piece piece, DirectBuffers workspace) {
            TrialBlock block = piece.left();
            int size = block.rows() * piece.right().rows();
            DoubleBuffer out = workspace.get(Role.RIGHT_KERNELS, (long) parts.count() * width * size);
            EntryKernels.Pair kernels = ofRight.between(piece.right(), block, workspace);
            double[] kernel = new double[size];
            boolean[][] isThere = new boolean[parts.count()][width];
            for (int q = 0; q < parts.count(); q++) {
                for (int h = 0; h < width; h++) {
                    isThere[q][h] = kernels.compute(from + h, q, kernel);
                    if (isThere[q][h]) {
                        putByStep(kernel, block, out, (q * width + h) * size);
                    }
                }
            }
            return isThere;
        }

        /** Copies rows of which each has the trials of a block one after another, in the order of steps. */
        private void putByStep(double[] kernel, TrialBlock block, DoubleBuffer out, int at) {
            for (int row = 0; row < kernel.length; row += block.rows()) {
                for (int b = 0; b < block.trials(); b++) {
                    for (int t = 0; t < block.steps(); t++) {
                        out.put(at + row + t * block.trials() + b, kernel[row + b * block.steps() + t]);
                    }
                }
            }
        }

        /** Computes Σ_{h,t₄} G_b(t₁ g, t₄ h) N, {@code [b][t₁][c][t₂]}; {@return false if there is nothing to sum} */
        private boolean reduce(Piece piece, int g, int q, boolean[] isThere, DirectBuffers workspace) {
            TrialBlock b = piece.left();
            TrialBlock c = piece.right();
            int columns = c.rows();
            int size = b.rows() * columns;
            DoubleBuffer half = workspace.get(Role.HALF, (long) width * size);
            DoubleBuffer kernels = workspace.get(Role.RIGHT_KERNELS, (long) parts.count() * width * size);
            boolean isEmpty = true;
            for (int h = 0; h < width; h++) {
                if (!isThere[h]) {
                    fillZeros(half, h * size, size);
                    continue;
                }
                isEmpty = false;
                for (int i = 0; i < c.trials(); i++) {
                    int kernel = (q * width + h) * size + i * c.steps() * b.rows();
                    int gram = gramsAt[c.first() + i] + (g * width + h) * c.steps() * c.steps();
                    products.multiply(
                            1,
                            DenseMatrix.of(kernels, kernel, c.steps(), b.rows()).transpose(),
                            DenseMatrix.of(grams, gram, c.steps(), c.steps()),
                            0,
                            DenseMatrix.of(half, h * size + i * c.steps(), b.rows(), c.steps(), columns));
                }
            }
            if (isEmpty) {
                return false;
            }
            DoubleBuffer reduced = workspace.get(Role.REDUCED, size);
            for (int i = 0; i < b.trials(); i++) {
                int summed = width * b.steps();
                products.multiply(
                        1,
                        DenseMatrix.of(grams, gramsAt[b.first() + i] + g * b.steps() * summed, summed, b.steps())
                                .transpose(),
                        DenseMatrix.of(half, i * columns, summed, columns, b.trials() * columns),
                        0,
                        DenseMatrix.of(reduced, i * b.steps() * columns, b.steps(), columns));
            }
            return true;
        }
    }

    private static void fillZeros(DoubleBuffer buffer, int at, int count) {
        for (int i = 0; i < count; i++) {
            buffer.put(at + i, 0);
        }
    }

    /** Uses four accumulators, because each addition depends on the previous one. */
    private static double dot(double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            a += x[i] * y[i];
        }
        return a + b + (c + d);
    }
}
