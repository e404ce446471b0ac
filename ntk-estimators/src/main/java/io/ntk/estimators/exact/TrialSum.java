package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrices;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum over one pair of blocks of trials b and c, some entries g and a slab of entries h, by pairs of parts of the parameters. For
 * each g, N[(h, t₄, b), (c, t₂)] = Σ_{t₃} k_h[(b, t₄), (c, t₃)] G_c(t₂ g, t₃ h) of a strip is added at once to
 * R[(b, t₁), (c, t₂)] = Σ_{h,t₄} G_b(t₁ g, t₄ h) N, whose inner product with k_g[(b, t₁), (c, t₂)] is the sum.
 */
final class TrialSum {
    /** Entries h that are summed over at once: few enough that N stays in cache, and few, because symmetry saves less of more. */
    static final int WIDEST_STRIP = 8;

    /** The most entries g of a piece of work, by which one pair of blocks may occupy several threads. */
    private static final int WIDEST_CHUNK = 128;

    /** The most elements of R, unless one entry has more. */
    private static final long MOST_REDUCED = 1L << 21;

    private enum Role {
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
    record Piece(TrialBlock left, TrialBlock right, int from, int to) {
        int size() {
            return left.rows() * right.rows();
        }

        /** {@return the pieces of all pairs of blocks and so many entries g, in chunks} */
        static List<Piece> of(List<TrialBlock> blocks, int rows, int chunk) {
            List<Piece> pieces = new ArrayList<>();
            for (int b = 0; b < blocks.size(); b++) {
                for (int c = b; c < blocks.size(); c++) {
                    for (int g = 0; g < rows; g += chunk) {
                        pieces.add(new Piece(blocks.get(b), blocks.get(c), g, Math.min(g + chunk, rows)));
                    }
                }
            }
            return pieces;
        }
    }

    private final Piece piece;
    private final TrialGrams grams;
    private final int parts;
    private final ModelPair pair;
    private final DenseProducts products;
    private final DirectBuffers workspace;
    private final EntryKernels.Pair ofLeft;
    private final double[] kernel;
    private final double[] reduced;
    private final double[][] sums;
    private double operations;

    /**
     * Computes nothing yet.
     *
     * @param piece the pair of blocks and the entries g
     * @param grams G of the slab
     * @param ofLeft k_g
     * @param parts the number of parts
     * @param pair the models
     * @param workspace the buffers of this thread
     */
    TrialSum(Piece piece, TrialGrams grams, EntryKernels ofLeft, int parts, ModelPair pair, DirectBuffers workspace) {
        this.piece = piece;
        this.grams = grams;
        this.parts = parts;
        this.pair = pair;
        this.products = pair.left().products();
        this.workspace = workspace;
        this.ofLeft = ofLeft.between(piece.left(), piece.right(), workspace);
        this.kernel = new double[piece.size()];
        this.reduced = new double[piece.size()];
        this.sums = new double[parts][parts];
    }

    /** {@return the buffers and arrays of a thread in doubles, for blocks of so many rows} */
    static long doubles(Precision precision, long rows, int parts) {
        long multiplied = (long) chunk(rows, parts) * parts + WIDEST_STRIP * (1L + parts);
        return 4 * rows * rows + Elements.doubles(precision, multiplied * rows * rows);
    }

    /** {@return the entries g of a piece, for blocks of at most so many rows} */
    static int chunk(long rows, int parts) {
        return (int) Math.max(1, Math.min(WIDEST_CHUNK, MOST_REDUCED / (rows * rows * parts)));
    }

    /** {@return the elements of the largest buffer of a thread} */
    static long largestElements(long rows, int parts) {
        return (long) Math.max(WIDEST_STRIP, chunk(rows, parts)) * parts * rows * rows;
    }

    /**
     * In a square, strips after an entry g stand for their mirror images too, and the one that holds it does not. That is the first that
     * is summed, so what is reduced of it is taken off before the others are added up.
     *
     * @param ofRight k_h
     * @return the sums by pairs of parts
     */
    double[][] compute(EntryKernels ofRight) {
        EntryKernels.Pair ofPair = ofRight.between(piece.right(), piece.left(), workspace);
        boolean[][] isPending = new boolean[piece.to() - piece.from()][parts];
        for (Strip strip : grams.strips()) {
            boolean[][] isThere = rightKernels(strip, ofPair);
            int end = Math.min(piece.to(), grams.rows(strip));
            for (int q = 0; q < parts; q++) {
                OfStrip ofStrip = new OfStrip(strip, q, isThere[q]);
                for (int g = piece.from(); g < end && !ofStrip.isEmpty(); g++) {
                    boolean[] ofEntry = isPending[g - piece.from()];
                    ofStrip.reduce(g, ofEntry[q]);
                    ofEntry[q] = !pair.isSquare() || g < strip.from();
                    if (!ofEntry[q]) {
                        addProducts(g, q, false);
                    }
                }
            }
        }
        for (int g = piece.from(); g < piece.to(); g++) {
            for (int q = 0; q < parts; q++) {
                if (isPending[g - piece.from()][q]) {
                    addProducts(g, q, pair.isSquare());
                }
            }
        }
        return sums;
    }

    /** {@return the floating-point operations of the products so far} */
    double operations() {
        return operations;
    }

    /** Adds the inner products of k_g with R of a part q. */
    private void addProducts(int g, int q, boolean isMirrored) {
        reduced().get(reducedAt(g, q), reduced);
        for (int p = 0; p < parts; p++) {
            double value = ofLeft.compute(g, p, kernel) ? dot(kernel, reduced) : 0;
            double both = piece.left().equals(piece.right()) ? value : 2 * value;
            sums[p][q] += both;
            if (isMirrored) {
                sums[q][p] += both;
            }
        }
    }

    /** R of all entries g and parts q, {@code [g][q][b][t₁][c][t₂]}. */
    private Elements reduced() {
        return elements(Role.REDUCED, (long) (piece.to() - piece.from()) * parts * piece.size());
    }

    private Elements elements(Role role, long count) {
        return Elements.of(workspace, role, pair.precision(), count);
    }

    private int reducedAt(int g, int q) {
        return ((g - piece.from()) * parts + q) * piece.size();
    }

    /** Writes k_h of each part q, {@code [q][h][c][t₃][t₄][b]}; {@return whether q has parameters in h} */
    private boolean[][] rightKernels(Strip strip, EntryKernels.Pair ofPair) {
        Elements out = elements(Role.RIGHT_KERNELS, (long) parts * strip.width() * piece.size());
        boolean[][] isThere = new boolean[parts][strip.width()];
        for (int q = 0; q < parts; q++) {
            for (int h = 0; h < strip.width(); h++) {
                isThere[q][h] = ofPair.compute(strip.from() + h, q, kernel);
                if (isThere[q][h]) {
                    putByStep(out, (q * strip.width() + h) * piece.size());
                }
            }
        }
        return isThere;
    }

    /** Copies rows of which each has the trials of a block one after another, in the order of steps. */
    private void putByStep(Elements out, int at) {
        TrialBlock block = piece.left();
        double[] byStep = new double[block.rows()];
        for (int row = 0; row < kernel.length; row += block.rows()) {
            for (int b = 0; b < block.trials(); b++) {
                for (int t = 0; t < block.steps(); t++) {
                    byStep[t * block.trials() + b] = kernel[row + b * block.steps() + t];
                }
            }
            out.put(at + row, byStep, 0, byStep.length);
        }
    }

    /** The operands of a strip's products for a part q, the same for all g. */
    private final class OfStrip {
        private final Strip strip;
        /** For each h with parameters its index, k_h of each trial c {@code [(t₄ b), t₃]} and N of each {@code [(t₄ b), t₂]}. */
        private final List<Integer> entries = new ArrayList<>();

        private final List<DenseMatrices> kernels = new ArrayList<>();
        private final List<DenseMatrices> halves = new ArrayList<>();
        /** N of each trial b, {@code [(h t₄), (c t₂)]}. */
        private final DenseMatrices half;

        private final int part;

        OfStrip(Strip strip, int q, boolean[] isThere) {
            this.strip = strip;
            TrialBlock b = piece.left();
            TrialBlock c = piece.right();
            int size = piece.size();
            int columns = c.rows();
            Elements all = elements(Role.RIGHT_KERNELS, (long) parts * strip.width() * size);
            Elements halfOf = elements(Role.HALF, (long) strip.width() * size);
            for (int h = 0; h < strip.width(); h++) {
                if (!isThere[h]) {
                    halfOf.zero(h * size, size);
                    continue;
                }
                int at = (q * strip.width() + h) * size;
                entries.add(strip.from() + h);
                kernels.add(new DenseMatrices(
                        all.matrix(at, c.steps(), b.rows()).transpose(), c.steps() * b.rows(), c.trials()));
                halves.add(new DenseMatrices(
                        halfOf.matrix(h * size, b.rows(), c.steps(), columns), c.steps(), c.trials()));
            }
            this.half = new DenseMatrices(
                    halfOf.matrix(0, strip.width() * b.steps(), columns, b.trials() * columns), columns, b.trials());
            this.part = q;
        }

        boolean isEmpty() {
            return entries.isEmpty();
        }

        /** Computes R of an entry g, or adds to it. */
        void reduce(int g, boolean isAdded) {
            for (int i = 0; i < entries.size(); i++) {
                DenseMatrices given = grams.of(piece.right(), strip, g, entries.get(i));
                products.multiplyEach(1, kernels.get(i), given, 0, halves.get(i));
            }
            TrialBlock b = piece.left();
            int columns = piece.right().rows();
            operations += 2.0 * piece.size() * (entries.size() * piece.right().steps() + strip.width() * b.steps());
            products.multiplyEach(
                    1,
                    grams.of(b, strip, g).transpose(),
                    half,
                    isAdded ? 1 : 0,
                    new DenseMatrices(
                            reduced().matrix(reducedAt(g, part), b.steps(), columns), b.steps() * columns, b.trials()));
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
