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
 * <p>G is computed for a slab of entries h at a time, of all trials, then the sum over blocks of trials b and c and strips of the slab:
 * for each g,
 * N[(h, t₄, b), (c, t₂)] = Σ_{t₃} k_h[(b, t₄), (c, t₃)] G_c(t₂ g, t₃ h) is small enough to stay in cache, and is reduced at once to
 * Σ_{h,t₄} G_b(t₁ g, t₄ h) N, whose inner product with k_g[(b, t₁), (c, t₂)] is the sum. Every pair of blocks has a sum of its own, and those
 * are added in order, so the result does not depend on the threads.
 */
final class TrialContraction implements Contraction {
    /** The steps of a block of trials, enough for BLAS, and few enough that N of a slab stays in cache. */
    private static final int BLOCK_STEPS = 80;

    /** The most entries h in a slab. Each slab takes the Gram matrices of the states anew. */
    private static final int WIDEST_SLAB = 128;

    /** The entries h that are summed over at once: few enough that N stays in cache, and few, because symmetry saves less of more. */
    private static final int STRIP = 8;

    /** The entries g of a piece of work, by which one pair of blocks may occupy several threads. */
    private static final int CHUNK = 64;

    private enum Role {
        GRAMS,
        RIGHT_KERNELS,
        HALF,
        EMITTED,
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
    private record Piece(TrialBlock left, TrialBlock right, int from, int to) {
        int size() {
            return left.rows() * right.rows();
        }
    }

    /** Entries h, from the first to before the last. */
    private record Strip(int from, int to) {
        int width() {
            return to - from;
        }
    }

    private static List<Strip> strips(int from, int to) {
        List<Strip> strips = new ArrayList<>();
        for (int at = from; at < to; at += STRIP) {
            strips.add(new Strip(at, Math.min(at + STRIP, to)));
        }
        return strips;
    }

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
        long held = 2
                * (EntryKernels.heldElements(pair.left(), classes) + pair.left().scratchElements());
        long perWorker = SiteGrams.fixedElements(pair)
                + left.scratchElements()
                + right.scratchElements()
                + 2 * EntryKernels.pairElements(classes, parts, rows)
                + (4L + (long) CHUNK * parts.count() + STRIP * (1L + parts.count())) * rows * rows;
        return held + workers.count() * perWorker;
    }

    private long elementsPerColumn() {
        long steps = pair.left().steps();
        long perWorker = SiteGrams.elementsPerColumn(pair, List.of(left), right) + steps * steps * (left.width() + 1L);
        return gramElements() * left.width() + workers.count() * perWorker;
    }

    @Override
    public long leastBytes() {
        long steps = pair.left().steps();
        long kernels = STRIP * blockRows() * blockRows() * parts.count();
        long largest = Math.max(Math.max(gramElements(), steps * steps) * left.width(), kernels);
        return largest > DirectBuffers.MAX_ELEMENTS
                ? TOO_LARGE
                : MemoryBudget.leastBytes(fixedElements(), elementsPerColumn());
    }

    private int slabWidth() {
        long widest = Math.min(
                Math.min(WIDEST_SLAB, right.width()), DirectBuffers.MAX_ELEMENTS / (gramElements() * left.width()));
        return memory.slabWidth(fixedElements(), elementsPerColumn(), widest);
    }

    @Override
    public double flops() {
        int widest = slabWidth();
        double flops = SiteGrams.flops(pair, List.of(left), right, widest);
        for (int from = 0; from < right.width(); from += widest) {
            for (Strip strip : strips(from, Math.min(from + widest, right.width()))) {
                flops += flops(strip);
            }
            flops += leftFlops(rows(Math.min(from + widest, right.width())) / (double) left.width());
        }
        return flops;
    }

    private double leftFlops(double share) {
        double flops = 0;
        for (int b = 0; b < blocks.size(); b++) {
            for (int c = b; c < blocks.size(); c++) {
                double rows = blocks.get(b).rows();
                flops += EntryKernels.flops(
                        pair.left(), classes, parts, share, rows, blocks.get(c).rows());
            }
        }
        return flops;
    }

    private double flops(Strip strip) {
        double gs = rows(strip.to());
        double ofRight = Math.ceil(gs / CHUNK) * strip.width() / right.width();
        double flops = 0;
        for (int b = 0; b < blocks.size(); b++) {
            for (int c = b; c < blocks.size(); c++) {
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
        /** The entries g of G. */
        private final int rows;

        private final List<Strip> strips;
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
            this.strips = strips(from, to);
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
            int length = steps * width;
            DoubleBuffer emitted = workspace.get(Role.EMITTED, (long) steps * rows * length);
            SiteGrams.Sink sink = (given, first, end) -> {
                for (int g = 0; g < rows; g++) {
                    int to = (given.leftIndex() * rows + g) * length + first * width;
                    given.copyRow(g, first * width, (end - first) * width, emitted, to);
                }
            };
            sweep.forward(sink);
            sweep.backward(sink);
            double[] row = new double[length];
            double[] ofEntry = new double[steps * length];
            for (int g = 0; g < rows; g++) {
                for (int t = 0; t < steps; t++) {
                    emitted.get((t * rows + g) * length, row);
                    transpose(row, steps, t, ofEntry);
                }
                grams.put(at + g * ofEntry.length, ofEntry);
            }
        }

        /** Copies {@code [t′][h]} of a step t to {@code [h][t′][t]}. */
        private void transpose(double[] row, int steps, int t, double[] out) {
            for (int later = 0; later < steps; later++) {
                for (int h = 0; h < width; h++) {
                    out[(h * steps + later) * steps + t] = row[later * width + h];
                }
            }
        }

        /** {@return the sums of a piece by pairs of parts} */
        private double[][] sum(Piece piece, DirectBuffers workspace) {
            double[][][] kernels = leftKernels(piece, workspace);
            EntryKernels.Pair ofPair = ofRight.between(piece.right(), piece.left(), workspace);
            double[][] sums = new double[parts.count()][parts.count()];
            double[] reduced = new double[piece.size()];
            for (Strip strip : strips) {
                boolean[][] isThere = rightKernels(piece, strip, ofPair, workspace);
                for (int g = piece.from(); g < Math.min(piece.to(), rows(strip.to())); g++) {
                    addProducts(piece, strip, g, kernels[g - piece.from()], isThere, workspace, reduced, sums);
                }
            }
            return sums;
        }

        private void addProducts(
                Piece piece,
                Strip strip,
                int g,
                double[][] kernels,
                boolean[][] isThere,
                DirectBuffers workspace,
                double[] reduced,
                double[][] sums) {
            for (int q = 0; q < kernels.length; q++) {
                if (reduce(piece, strip, g, q, isThere[q], workspace)) {
                    workspace.get(Role.REDUCED, reduced.length).get(0, reduced);
                    for (int p = 0; p < kernels.length; p++) {
                        double value = kernels[p].length == 0 ? 0 : dot(kernels[p], reduced);
                        add(piece, g < strip.from(), value, p, q, sums);
                    }
                }
            }
        }

        /** {@return k_g of a piece by entries and parts; empty where a part has no parameters in an entry} */
        private double[][][] leftKernels(Piece piece, DirectBuffers workspace) {
            EntryKernels.Pair ofPair = ofLeft.between(piece.left(), piece.right(), workspace);
            double[][][] kernels = new double[piece.to() - piece.from()][parts.count()][];
            for (int g = piece.from(); g < piece.to(); g++) {
                for (int p = 0; p < parts.count(); p++) {
                    double[] kernel = new double[piece.size()];
                    kernels[g - piece.from()][p] = ofPair.compute(g, p, kernel) ? kernel : new double[0];
                }
            }
            return kernels;
        }

        /** In a square, entries before the strip stand for their mirror images too, entries in the strip do not. */
        private void add(Piece piece, boolean isMirrored, double value, int p, int q, double[][] sums) {
            double both = piece.left().equals(piece.right()) ? value : 2 * value;
            sums[p][q] += both;
            if (pair.isSquare() && isMirrored) {
                sums[q][p] += both;
            }
        }

        /** Writes k_h of each part q, {@code [q][h][c][t₃][t₄][b]}; {@return whether q has parameters in h} */
        private boolean[][] rightKernels(Piece piece, Strip strip, EntryKernels.Pair ofPair, DirectBuffers workspace) {
            TrialBlock block = piece.left();
            int size = piece.size();
            int width = strip.width();
            DoubleBuffer out = workspace.get(Role.RIGHT_KERNELS, (long) parts.count() * width * size);
            double[] kernel = new double[size];
            boolean[][] isThere = new boolean[parts.count()][width];
            for (int q = 0; q < parts.count(); q++) {
                for (int h = 0; h < width; h++) {
                    isThere[q][h] = ofPair.compute(strip.from() + h, q, kernel);
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
        private boolean reduce(Piece piece, Strip strip, int g, int q, boolean[] isThere, DirectBuffers workspace) {
            TrialBlock b = piece.left();
            TrialBlock c = piece.right();
            int columns = c.rows();
            int size = b.rows() * columns;
            int count = strip.width();
            int first = g * width + strip.from() - from;
            DoubleBuffer half = workspace.get(Role.HALF, (long) count * size);
            DoubleBuffer kernels = workspace.get(Role.RIGHT_KERNELS, (long) parts.count() * count * size);
            boolean isEmpty = true;
            for (int h = 0; h < count; h++) {
                if (!isThere[h]) {
                    DirectBuffers.zero(half, h * size, size);
                    continue;
                }
                isEmpty = false;
                for (int i = 0; i < c.trials(); i++) {
                    int kernel = (q * count + h) * size + i * c.steps() * b.rows();
                    int gram = gramsAt[c.first() + i] + (first + h) * c.steps() * c.steps();
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
                int summed = count * b.steps();
                int gram = gramsAt[b.first() + i] + first * b.steps() * b.steps();
                products.multiply(
                        1,
                        DenseMatrix.of(grams, gram, summed, b.steps()).transpose(),
                        DenseMatrix.of(half, i * columns, summed, columns, b.trials() * columns),
                        0,
                        DenseMatrix.of(reduced, i * b.steps() * columns, b.steps(), columns));
            }
            return true;
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
