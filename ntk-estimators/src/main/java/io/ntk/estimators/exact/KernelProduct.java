package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.exact.Workspace.Role;
import java.nio.DoubleBuffer;
import java.util.List;

/**
 * Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F, tensor by tensor.
 *
 * <p>The block of J_aᵀ J_b for classes p and q is H[(φ, i), (ψ, k)] = Σ_b Σ_{s,r} f_a(bs)[φ] G_b(s, r)[i, k] f_b(br)[ψ]. It
 * is made a slab of columns k at a time: G by {@link SiteGrams}, then the sum over s, then, as one large matrix product
 * for a block of trials and some rows i, the sum over trials and r. That takes 2 M² B T flops, which is nearly all. For a
 * square H is symmetric, and half of it is enough.
 */
final class KernelProduct {
    /** Steps summed in one product: enough for BLAS to run at full speed. */
    private static final int SUMMED_ROWS = 384;

    /** Columns of one product, for the same reason. */
    private static final int PRODUCT_COLUMNS = 16_384;

    /** Columns in a slab: more do not make the products faster. */
    private static final int WIDEST_SLAB = 64;

    private final ModelPair pair;
    private final List<ParameterClass> classes;
    private final List<DoubleBuffer> leftFeatures;
    private final List<DoubleBuffer> rightFeatures;
    private final Workspace workspace;
    private final MemoryBudget memory;
    private final DenseProducts products;
    private final int trials;
    private final int steps;
    private final double[][] contributions;

    /**
     * Prepares a product.
     *
     * @param pair the models
     * @param classes their parameter classes
     * @param tensors the number of differentiated tensors
     * @param workspace where buffers come from
     * @param memory what the buffers may take
     */
    KernelProduct(ModelPair pair, List<ParameterClass> classes, int tensors, Workspace workspace, MemoryBudget memory) {
        this.pair = pair;
        this.classes = classes;
        this.leftFeatures = classes.stream().map(pair.left()::features).toList();
        this.rightFeatures = pair.isSquare()
                ? leftFeatures
                : classes.stream().map(pair.right()::features).toList();
        this.workspace = workspace;
        this.memory = memory;
        this.products = pair.left().products();
        this.trials = pair.left().trials();
        this.steps = pair.left().steps();
        this.contributions = new double[tensors][tensors];
    }

    /** {@return ‖J_{a,p}ᵀ J_{b,q}‖²_F for each pair of tensors; the sum of all is Tr(Θ_a Θ_b)} */
    double[][] compute() {
        for (int q = 0; q < classes.size(); q++) {
            int left = pair.isSquare() ? q + 1 : classes.size();
            int widest = slabWidth(q, left);
            for (int from = 0; from < classes.get(q).width(); from += widest) {
                new Slab(q, left, from, Math.min(from + widest, classes.get(q).width())).add();
            }
        }
        return contributions;
    }

    private int slabWidth(int q, int left) {
        ParameterClass right = classes.get(q);
        List<ParameterClass> lefts = classes.subList(0, left);
        long gramsPerColumn = 0;
        long parametersPerColumn = 0;
        long contracted = 0;
        for (ParameterClass p : lefts) {
            gramsPerColumn += gramElements(p, right, p.width(), 1);
            parametersPerColumn += p.parameters() * right.featureWidth();
            contracted = Math.max(contracted, contractedElements(p, right));
        }
        gramsPerColumn *= trialsPerBlock(right);
        long widest = Math.min(
                Math.min(WIDEST_SLAB, right.width()),
                Workspace.MAX_ELEMENTS / Math.max(gramsPerColumn, parametersPerColumn));
        return memory.slabWidth(
                contracted + featureElements() + SiteGrams.fixedElements(pair),
                gramsPerColumn + parametersPerColumn + SiteGrams.elementsPerColumn(pair, lefts, right),
                widest);
    }

    private long featureElements() {
        return classes.stream()
                .mapToLong(of -> 2L * trials * steps * of.places().size() * of.featureWidth())
                .sum();
    }

    private int trialsPerBlock(ParameterClass right) {
        int indices = steps * right.places().size();
        return Math.min(trials, Math.max(1, (SUMMED_ROWS + indices - 1) / indices));
    }

    private long gramElements(ParameterClass p, ParameterClass q, int rows, int slab) {
        return (long) steps * p.places().size() * steps * q.places().size() * rows * slab;
    }

    private int rowsPerProduct(ParameterClass p, int slab) {
        return Math.max(1, PRODUCT_COLUMNS / (p.featureWidth() * slab));
    }

    private long contractedElements(ParameterClass p, ParameterClass right) {
        long columns = Math.max(PRODUCT_COLUMNS, (long) p.featureWidth() * WIDEST_SLAB);
        return columns * trialsPerBlock(right) * steps * right.places().size();
    }

    /** The columns {@code from} to {@code to − 1} of the width of a right class. */
    private final class Slab {
        private final ParameterClass right;
        private final int q;
        private final int leftClasses;
        private final int from;
        private final int to;
        private final int slab;
        private final int rightIndices;
        private final int[] rows;
        private final long[] gramsAt;
        private final long[] gramsPerTrial;
        private final int[] parametersAt;
        private final DoubleBuffer parameterGram;

        Slab(int q, int leftClasses, int from, int to) {
            this.q = q;
            this.right = classes.get(q);
            this.leftClasses = leftClasses;
            this.from = from;
            this.to = to;
            this.slab = to - from;
            this.rightIndices = steps * right.places().size();
            this.rows = new int[leftClasses];
            this.gramsAt = new long[leftClasses + 1];
            this.gramsPerTrial = new long[leftClasses];
            this.parametersAt = new int[leftClasses + 1];
            for (int p = 0; p < leftClasses; p++) {
                ParameterClass left = classes.get(p);
                rows[p] = pair.isSquare() && p == q ? to : left.width();
                gramsPerTrial[p] = gramElements(left, right, rows[p], slab);
                gramsAt[p + 1] = gramsAt[p] + gramsPerTrial[p] * trialsPerBlock(right);
                parametersAt[p + 1] = parametersAt[p] + rows[p] * slab * left.featureWidth() * right.featureWidth();
            }
            this.parameterGram = workspace.get(Role.PARAMETER_GRAM, parametersAt[leftClasses]);
        }

        void add() {
            int block = trialsPerBlock(right);
            for (int trial = 0; trial < trials; trial += block) {
                int end = Math.min(trial + block, trials);
                DoubleBuffer grams = siteGrams(trial, end);
                for (int p = 0; p < leftClasses; p++) {
                    contract(p, grams, trial, end);
                }
            }
            for (int p = 0; p < leftClasses; p++) {
                addSquares(p);
            }
        }

        /** G for each left class, {@code [trial][σ][ρ][i][k]}: σ and ρ number the steps and places of left and right. */
        private DoubleBuffer siteGrams(int trial, int end) {
            DoubleBuffer grams = workspace.get(Role.SITE_GRAMS, gramsAt[leftClasses]);
            for (int b = trial; b < end; b++) {
                int inBlock = b - trial;
                SiteGrams sweep = new SiteGrams(pair, b, classes.subList(0, leftClasses), right, from, to, workspace);
                SiteGrams.Sink sink = (given, first, last) -> {
                    int p = given.leftClass();
                    long at = gramsAt[p]
                            + inBlock * gramsPerTrial[p]
                            + (long) given.leftIndex() * rightIndices * rows[p] * slab;
                    for (int index = first; index < last; index++) {
                        for (int i = 0; i < rows[p]; i++) {
                            given.copyRow(i, index * slab, slab, grams, (int) at + (index * rows[p] + i) * slab);
                        }
                    }
                };
                sweep.forward(sink);
                sweep.backward(sink);
            }
            return grams;
        }

        /** H of class p {@code [rows chunk][ψ][φ][i][k]} gets the trials' share. */
        private void contract(int p, DoubleBuffer grams, int trial, int end) {
            ParameterClass left = classes.get(p);
            int leftIndices = steps * left.places().size();
            int phi = left.featureWidth();
            int psi = right.featureWidth();
            int summed = (end - trial) * rightIndices;
            for (int row = 0; row < rows[p]; ) {
                int next = nextRow(p, row);
                int chunk = (next - row) * slab;
                DoubleBuffer contracted = workspace.get(Role.CONTRACTED, (long) summed * phi * chunk);
                for (int b = trial; b < end; b++) {
                    long gramAt = gramsAt[p] + (b - trial) * gramsPerTrial[p] + (long) row * slab;
                    for (int index = 0; index < rightIndices; index++) {
                        products.multiply(
                                true,
                                false,
                                phi,
                                chunk,
                                leftIndices,
                                1,
                                leftFeatures.get(p),
                                b * leftIndices * phi,
                                phi,
                                grams,
                                (int) gramAt + index * rows[p] * slab,
                                rightIndices * rows[p] * slab,
                                0,
                                contracted,
                                ((b - trial) * rightIndices + index) * phi * chunk,
                                chunk);
                    }
                }
                products.multiply(
                        true,
                        false,
                        psi,
                        phi * chunk,
                        summed,
                        1,
                        rightFeatures.get(q),
                        trial * rightIndices * psi,
                        psi,
                        contracted,
                        0,
                        phi * chunk,
                        trial == 0 ? 0 : 1,
                        parameterGram,
                        parametersAt[p] + row * slab * phi * psi,
                        phi * chunk);
                row = next;
            }
        }

        /** The end of the chunk of rows that begins at a row: a chunk lies in the slab's diagonal block or outside. */
        private int nextRow(int p, int row) {
            int next = Math.min(row + rowsPerProduct(classes.get(p), slab), rows[p]);
            return isDiagonal(p) && row < from ? Math.min(next, from) : next;
        }

        private boolean isDiagonal(int p) {
            return pair.isSquare() && p == q;
        }

        private void addSquares(int p) {
            int phi = classes.get(p).featureWidth();
            int psi = right.featureWidth();
            for (int row = 0; row < rows[p]; ) {
                int next = nextRow(p, row);
                int chunk = (next - row) * slab;
                boolean mirrored = pair.isSquare() && (p != q || row < from);
                double[] values = new double[chunk];
                for (int y = 0; y < psi; y++) {
                    for (int f = 0; f < phi; f++) {
                        int at = parametersAt[p] + row * slab * phi * psi + (y * phi + f) * chunk;
                        parameterGram.get(at, values);
                        double sum = 0;
                        for (double value : values) {
                            sum += value * value;
                        }
                        share(p, f, y, sum, mirrored);
                    }
                }
                row = next;
            }
        }

        private void share(int p, int leftColumn, int rightColumn, double squares, boolean mirrored) {
            for (int a : classes.get(p).columns().get(leftColumn).owners()) {
                for (int b : right.columns().get(rightColumn).owners()) {
                    contributions[a][b] += squares;
                    if (mirrored) {
                        contributions[b][a] += squares;
                    }
                }
            }
        }
    }
}
