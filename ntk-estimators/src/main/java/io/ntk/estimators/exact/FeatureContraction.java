package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.exact.ParameterClass.Owner;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The contraction by features: Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F, from blocks of J_aᵀ J_b by parameter classes.
 *
 * <p>The block of J_aᵀ J_b for classes p and q is H[(φ, i), (ψ, k)] = Σ_b Σ_{s,r} f_a(bs)[φ] G_b(s, r)[i, k]
 * f_b(br)[ψ]. It is computed one slab of columns k at a time: {@link SiteGrams} gives G, then follows the sum over s,
 * and then the sum over trials and r, as a large matrix product for a block of trials and a chunk of rows i. These
 * products cost 2 M² B T flops in all, which dominates. For a square, H is symmetric and only half of it is computed.
 *
 * <p>Between two groups of trials, H is computed of each, and the inner product of the two takes the place of a norm.
 */
final class FeatureContraction implements Contraction {
    /** The inner dimension of one product: just enough for BLAS's full speed, so that its operand stays in cache. */
    private static final int SUMMED = 256;

    /** The number of columns of one product, chosen for the same reason. */
    private static final int PRODUCT_COLUMNS = 4096;

    /** The most columns in a slab. Wider slabs save less by symmetry. */
    private static final int WIDEST_SLAB = 32;

    private enum Role {
        SITE_GRAMS,
        PARAMETER_GRAM,
        PARAMETER_GRAM_OF_LAST,
        CONTRACTED
    }

    /**
     * A range of rows of H that are computed together, {@code [ψ][φ][row][k]}.
     *
     * @param leftClass the index p of the left class
     * @param row the first row i
     * @param end the row after the last
     * @param mirrored whether it also represents its mirror image
     */
    private record Chunk(int leftClass, int row, int end, boolean mirrored) {}

    /**
     * Trials whose products are summed at once.
     *
     * @param first the first
     * @param trials how many
     * @param steps of each
     */
    private record Block(int first, int trials, int steps) {
        int indices(ParameterClass of) {
            return steps * of.places().size();
        }
    }

    private final ModelPair pair;
    private final List<ParameterClass> classes;
    private final Parts parts;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    private final DenseProducts products;
    private final int trials;
    /** The steps of the longest trial. */
    private final int steps;

    /**
     * Computes nothing yet.
     *
     * @param pair the models
     * @param classes their parameter classes
     * @param parts the parts of the parameters that are told apart, which costs nothing
     * @param workers the threads that compute it
     * @param memory the memory for buffers
     */
    FeatureContraction(
            ModelPair pair, List<ParameterClass> classes, Parts parts, ThreadTeam workers, MemoryBudget memory) {
        this.pair = pair;
        this.classes = classes;
        this.parts = parts;
        this.workers = workers;
        this.memory = memory;
        this.products = pair.left().products();
        this.trials = pair.left().trials();
        this.steps = pair.left().steps();
    }

    @Override
    public String name() {
        return "features";
    }

    @Override
    public Precision precision() {
        return pair.precision();
    }

    @Override
    public long leastBytes() {
        long least = 0;
        for (int q = 0; q < classes.size(); q++) {
            if (Math.max(gramsPerColumn(q), parametersPerColumn(q)) > DirectBuffers.MAX_ELEMENTS) {
                return TOO_LARGE;
            }
            least = Math.max(least, MemoryBudget.leastBytes(fixedElements(q), elementsPerColumn(q)));
        }
        return least;
    }

    @Override
    public double flops() {
        double flops = 0;
        for (int q = 0; q < classes.size(); q++) {
            ParameterClass right = classes.get(q);
            int widest = slabWidth(q);
            flops += SiteGrams.flops(
                    pair, columns(pair.left(), leftOf(q)), new ClassColumns(pair.right(), right), widest);
            for (int from = 0; from < right.width(); from += widest) {
                int to = Math.min(from + widest, right.width());
                for (int p = 0; p < leftClasses(q); p++) {
                    double elements = (double) rows(p, q, to)
                            * (to - from)
                            * classes.get(p).featureWidth();
                    flops += 2 * elements * (summed(p, q) + summed(right) * right.featureWidth());
                }
            }
        }
        return flops;
    }

    /** The pairs of an index of a left class and one of a right class in the same trial. */
    private double summed(int p, int q) {
        double sum = 0;
        for (int trial = 0; trial < trials; trial++) {
            double length = pair.left().steps(trial);
            sum += length * length;
        }
        return sum * classes.get(p).places().size() * classes.get(q).places().size();
    }

    /** The indices of a right class in all trials. */
    private double summed(ParameterClass right) {
        return (double) pair.left().stepsBefore(trials) * right.places().size();
    }

    @Override
    public double[][] compute(DoubleConsumer done) {
        int tensors = parts.ofTensors().length;
        double[][] squares = new double[tensors][tensors];
        if (pair.left().isWithoutPairs()) {
            return parts.sum(squares);
        }
        List<Elements> left = features(pair.left());
        List<Elements> right = pair.isSquare() ? left : features(pair.right());
        for (int q = 0; q < classes.size(); q++) {
            int width = classes.get(q).width();
            int widest = slabWidth(q);
            for (int from = 0; from < width; from += widest) {
                new Slab(q, from, Math.min(from + widest, width), left, right.get(q)).addTo(squares, done);
            }
        }
        for (double[] row : squares) {
            for (int b = 0; b < tensors; b++) {
                // A pair of trials of two groups counts as (b, c) and as (c, b).
                row[b] *= groups();
            }
        }
        return parts.sum(squares);
    }

    private List<Elements> features(ModelPieces model) {
        return classes.stream()
                .map(of -> Elements.rounded(pair.precision(), model.features(of)))
                .toList();
    }

    /** {@return the number of left classes of a right one: by symmetry not all for a square} */
    private int leftClasses(int q) {
        return pair.isSquare() ? q + 1 : classes.size();
    }

    private List<ParameterClass> leftOf(int q) {
        return classes.subList(0, leftClasses(q));
    }

    /** {@return the rows of a left class beside a slab: on the diagonal of a square those that are not mirrored by later slabs} */
    private int rows(int p, int q, int to) {
        return pair.isSquare() && p == q ? to : classes.get(p).width();
    }

    private static List<ClassColumns> columns(ModelPieces model, List<ParameterClass> classes) {
        return classes.stream().map(of -> new ClassColumns(model, of)).toList();
    }

    /** {@return the sums over trials, of which H has one of each group} */
    private int groups() {
        return pair.left().groups();
    }

    private int slabWidth(int q) {
        ParameterClass right = classes.get(q);
        long largest = Math.max(gramsPerColumn(q), parametersPerColumn(q));
        long widest = Math.min(Math.min(WIDEST_SLAB, right.width()), DirectBuffers.MAX_ELEMENTS / largest);
        return memory.slabWidth(fixedElements(q), elementsPerColumn(q), widest);
    }

    private long gramsPerColumn(int q) {
        ParameterClass right = classes.get(q);
        return leftOf(q).stream()
                .mapToLong(p -> trialsPerBlock(right) * gramElements(p, right, p.width(), 1))
                .sum();
    }

    private long parametersPerColumn(int q) {
        int featureWidth = classes.get(q).featureWidth();
        return leftOf(q).stream().mapToLong(p -> p.parameters() * featureWidth).sum();
    }

    private long fixedElements(int q) {
        ParameterClass right = classes.get(q);
        long contracted = 0;
        for (ParameterClass p : leftOf(q)) {
            long columns = Math.max(PRODUCT_COLUMNS, (long) p.featureWidth() * WIDEST_SLAB);
            contracted = Math.max(contracted, columns * trialsPerBlock(right) * indices(right));
        }
        long perWorker = Elements.doubles(pair.precision(), contracted) + SiteGrams.fixedElements(pair);
        return workers.count() * perWorker + featureElements();
    }

    private long elementsPerColumn(int q) {
        long sweep = SiteGrams.elementsPerColumn(
                pair, columns(pair.left(), leftOf(q)), new ClassColumns(pair.right(), classes.get(q)));
        long rounded = gramsPerColumn(q) + groups() * parametersPerColumn(q);
        return Elements.doubles(pair.precision(), rounded) + workers.count() * sweep;
    }

    private long featureElements() {
        long ofModels = classes.stream()
                .mapToLong(
                        of -> 2L * pair.left().stepsBefore(trials) * of.places().size() * of.featureWidth())
                .sum();
        // What is rounded is a copy.
        return pair.precision() == Precision.FLOAT32
                ? ofModels + Elements.doubles(pair.precision(), ofModels)
                : ofModels;
    }

    /** {@return the number of pairs of step and place of a class in the longest trial, which σ and ρ index} */
    private int indices(ParameterClass of) {
        return steps * of.places().size();
    }

    /** {@return the most trials in a block of the longest ones; blocks of shorter ones have as many steps} */
    private int trialsPerBlock(ParameterClass right) {
        int each = indices(right);
        return Math.min(trials, (SUMMED + each - 1) / each);
    }

    /** {@return the trial after the last of a block, all of which have equally many steps} */
    private int endOfBlock(int first, ParameterClass right) {
        int length = pair.left().steps(first);
        int most = trialsPerBlock(right) * steps / length;
        int end = first + 1;
        while (end < trials
                && end - first < most
                && pair.left().steps(end) == length
                && pair.left().group(end) == pair.left().group(first)) {
            end++;
        }
        return end;
    }

    private long gramElements(ParameterClass p, ParameterClass q, int rows, int slab) {
        return (long) indices(p) * indices(q) * rows * slab;
    }

    /** The columns {@code from} to {@code to − 1} of the width of a right class. */
    private final class Slab {
        private final int q;
        private final ParameterClass right;
        private final List<ParameterClass> left;
        private final List<Elements> leftFeatures;
        private final Elements rightFeatures;
        private final int from;
        private final int to;
        private final int slab;
        private final int[] rows;
        private final int[] gramsAt;
        private final int[] parametersAt;
        private final List<Chunk> chunks = new ArrayList<>();
        private final Elements grams;
        /** H of each group of trials. */
        private final List<Elements> parameterGrams = new ArrayList<>();

        Slab(int q, int from, int to, List<Elements> leftFeatures, Elements rightFeatures) {
            int leftClasses = leftClasses(q);
            this.q = q;
            this.leftFeatures = leftFeatures;
            this.rightFeatures = rightFeatures;
            this.right = classes.get(q);
            this.left = leftOf(q);
            this.from = from;
            this.to = to;
            this.slab = to - from;
            this.rows = new int[leftClasses];
            this.gramsAt = new int[leftClasses + 1];
            this.parametersAt = new int[leftClasses + 1];
            for (int p = 0; p < leftClasses; p++) {
                rows[p] = rows(p, q, to);
                gramsAt[p + 1] =
                        gramsAt[p] + trialsPerBlock(right) * (int) gramElements(left.get(p), right, rows[p], slab);
                parametersAt[p + 1] = parametersAt[p] + rows[p] * blockSize(p);
                addChunks(p);
            }
            this.grams = shared(Role.SITE_GRAMS, gramsAt[leftClasses]);
            parameterGrams.add(shared(Role.PARAMETER_GRAM, parametersAt[leftClasses]));
            if (groups() == 2) {
                parameterGrams.add(shared(Role.PARAMETER_GRAM_OF_LAST, parametersAt[leftClasses]));
            }
        }

        private Elements shared(Role role, int elements) {
            return Elements.of(workers.shared(), role, pair.precision(), elements);
        }

        private boolean isDiagonal(int p) {
            return pair.isSquare() && p == q;
        }

        /** The elements of H for each row i. */
        private int blockSize(int p) {
            return slab * left.get(p).featureWidth() * right.featureWidth();
        }

        /** On the diagonal, rows before the slab are mirrored and rows in the slab are not. */
        private void addChunks(int p) {
            int most = Math.max(1, PRODUCT_COLUMNS / (left.get(p).featureWidth() * slab));
            for (int row = 0; row < rows[p]; ) {
                int end = Math.min(row + most, rows[p]);
                if (isDiagonal(p) && row < from) {
                    end = Math.min(end, from);
                }
                chunks.add(new Chunk(p, row, end, pair.isSquare() && (p != q || row < from)));
                row = end;
            }
        }

        void addTo(double[][] squares, DoubleConsumer done) {
            double flopsOfGrams =
                    SiteGrams.flops(pair, columns(pair.left(), left), new ClassColumns(pair.right(), right), slab)
                            * slab
                            / right.width();
            for (int first = 0; first < trials; ) {
                Block block = new Block(
                        first, endOfBlock(first, right) - first, pair.left().steps(first));
                workers.run(block.trials(), (i, workspace) -> computeGrams(block, i, workspace));
                done.accept(flopsOfGrams * block.trials() / trials);
                workers.run(chunks.size(), (i, workspace) -> {
                    contract(chunks.get(i), block, workspace);
                    done.accept(flops(chunks.get(i), block));
                });
                first += block.trials();
            }
            SquaredSlopes leftSlopes = pair.left().slopes();
            SquaredSlopes rightSlopes = pair.right().slopes();
            if (leftSlopes != null || rightSlopes != null) {
                double[][][] scaled = new double[chunks.size()][][];
                workers.run(
                        chunks.size(),
                        (i, workspace) ->
                                scaled[i] = scaledSquares(chunks.get(i), leftSlopes, rightSlopes, squares.length));
                for (int i = 0; i < scaled.length; i++) {
                    addByTensor(chunks.get(i), scaled[i], squares);
                }
                return;
            }
            double[][][] shares = new double[chunks.size()][][];
            workers.run(chunks.size(), (i, workspace) -> shares[i] = squares(chunks.get(i)));
            for (int i = 0; i < shares.length; i++) {
                add(chunks.get(i), shares[i], squares);
            }
        }

        /** Computes G for each left class p, {@code [trial][σ][ρ][i][k]}. */
        private void computeGrams(Block block, int inBlock, DirectBuffers workspace) {
            SiteGrams sweep = new SiteGrams(
                    pair,
                    block.first() + inBlock,
                    columns(pair.left(), left),
                    new ClassColumns(pair.right(), right),
                    from,
                    to,
                    workspace);
            SiteGrams.Sink sink = (given, first, end) -> {
                int p = given.leftClass();
                int at = gramsAt(block, p, inBlock, given.leftIndex());
                for (int index = first; index < end; index++) {
                    for (int i = 0; i < rows[p]; i++) {
                        given.copyRow(i, index * slab, slab, grams, at + (index * rows[p] + i) * slab);
                    }
                }
            };
            sweep.forward(sink);
            sweep.backward(sink);
        }

        private int gramsAt(Block block, int p, int inBlock, int leftIndex) {
            int before = inBlock * block.indices(left.get(p)) + leftIndex;
            return gramsAt[p] + before * block.indices(right) * rows[p] * slab;
        }

        /** Adds a block of trials to a chunk of H of its group. */
        private void contract(Chunk chunk, Block block, DirectBuffers workspace) {
            int p = chunk.leftClass();
            int phi = left.get(p).featureWidth();
            int psi = right.featureWidth();
            int leftIndices = block.indices(left.get(p));
            int rightIndices = block.indices(right);
            int before = pair.left().stepsBefore(block.first());
            int leftBefore = before * left.get(p).places().size();
            int rightBefore = before * right.places().size();
            int length = (chunk.end() - chunk.row()) * slab;
            int columns = phi * length;
            int summed = block.trials() * rightIndices;
            int gramLength = rightIndices * rows[p] * slab;
            Elements contracted = Elements.of(workspace, Role.CONTRACTED, pair.precision(), (long) summed * columns);
            for (int i = 0; i < block.trials(); i++) {
                DenseMatrix features =
                        leftFeatures.get(p).matrix((leftBefore + i * leftIndices) * phi, leftIndices, phi);
                for (int index = 0; index < rightIndices; index++) {
                    int gram = gramsAt(block, p, i, 0) + (index * rows[p] + chunk.row()) * slab;
                    int at = (i * rightIndices + index) * columns;
                    products.multiply(
                            1,
                            features.transpose(),
                            grams.matrix(gram, leftIndices, length, gramLength),
                            0,
                            contracted.matrix(at, phi, length));
                }
            }
            products.multiply(
                    1,
                    rightFeatures.matrix(rightBefore * psi, summed, psi).transpose(),
                    contracted.matrix(0, summed, columns),
                    isFirstOfGroup(block) ? 0 : 1,
                    parameterGrams.get(pair.left().group(block.first())).matrix(parametersAt(chunk), psi, columns));
        }

        private boolean isFirstOfGroup(Block block) {
            int first = block.first();
            return first == 0 || pair.left().group(first) != pair.left().group(first - 1);
        }

        private double flops(Chunk chunk, Block block) {
            ParameterClass of = left.get(chunk.leftClass());
            double columns = (double) of.featureWidth() * (chunk.end() - chunk.row()) * slab;
            double summed = (double) block.trials() * block.indices(right);
            return 2 * columns * summed * (block.indices(of) + right.featureWidth());
        }

        private int parametersAt(Chunk chunk) {
            return parametersAt[chunk.leftClass()] + chunk.row() * blockSize(chunk.leftClass());
        }

        /**
         * {@return the sum of the squares of a chunk's elements for each pair of feature columns, {@code [φ][ψ]}; of products of the elements
         * of both groups}
         */
        private double[][] squares(Chunk chunk) {
            int phi = left.get(chunk.leftClass()).featureWidth();
            int psi = right.featureWidth();
            double[][] sums = new double[phi][psi];
            double[][] values = elements(chunk);
            for (int y = 0; y < psi; y++) {
                for (int f = 0; f < phi; f++) {
                    read(chunk, y * phi + f, values);
                    sums[f][y] = dot(values[0], values[values.length - 1]);
                }
            }
            return sums;
        }

        /** {@return room for the elements of a chunk for a pair of feature columns, of each group} */
        private double[][] elements(Chunk chunk) {
            return new double[groups()][(chunk.end() - chunk.row()) * slab];
        }

        private void read(Chunk chunk, int columns, double[][] values) {
            for (int group = 0; group < values.length; group++) {
                int at = parametersAt(chunk) + columns * values[group].length;
                parameterGrams.get(group).get(at, values[group]);
            }
        }

        /** {@return for each pair of tensors the sum of the squares of a chunk's elements, each with the slopes of its own} */
        private double[][] scaledSquares(
                Chunk chunk, @Nullable SquaredSlopes leftSlopes, @Nullable SquaredSlopes rightSlopes, int tensors) {
            int phi = left.get(chunk.leftClass()).featureWidth();
            int psi = right.featureWidth();
            double[][] sums = new double[tensors][tensors];
            double[][] values = elements(chunk);
            double[] ofColumns = new double[slab];
            for (int y = 0; y < psi; y++) {
                for (int f = 0; f < phi; f++) {
                    read(chunk, y * phi + f, values);
                    for (Owner b : right.columns().get(y).owners()) {
                        for (int k = 0; k < slab; k++) {
                            ofColumns[k] = SquaredSlopes.at(rightSlopes, b, from + k);
                        }
                        for (Owner a :
                                left.get(chunk.leftClass()).columns().get(f).owners()) {
                            sums[a.tensor()][b.tensor()] += scaledSum(
                                    values, ofColumns, row -> SquaredSlopes.at(leftSlopes, a, chunk.row() + row));
                        }
                    }
                }
            }
            return sums;
        }

        /** {@return Σ first[row][k] · last[row][k] · ofRow(row) · ofColumns[k], from the values of the first group and of the last} */
        private static double scaledSum(double[][] values, double[] ofColumns, IntToDoubleFunction ofRow) {
            double[] first = values[0];
            double[] last = values[values.length - 1];
            double sum = 0;
            for (int at = 0; at < first.length; at += ofColumns.length) {
                double ofThisRow = 0;
                for (int k = 0; k < ofColumns.length; k++) {
                    ofThisRow += first[at + k] * last[at + k] * ofColumns[k];
                }
                sum += ofThisRow * ofRow.applyAsDouble(at / ofColumns.length);
            }
            return sum;
        }

        private static void addByTensor(Chunk chunk, double[][] sums, double[][] squares) {
            for (int a = 0; a < sums.length; a++) {
                for (int b = 0; b < sums.length; b++) {
                    squares[a][b] += sums[a][b];
                    if (chunk.mirrored()) {
                        squares[b][a] += sums[a][b];
                    }
                }
            }
        }

        /** Uses two accumulators, because each addition depends on the previous one. */
        private static double dot(double[] x, double[] y) {
            double even = 0;
            double odd = 0;
            int i = 0;
            for (; i + 1 < x.length; i += 2) {
                even += x[i] * y[i];
                odd += x[i + 1] * y[i + 1];
            }
            return even + odd + (i < x.length ? x[i] * y[i] : 0);
        }

        private void add(Chunk chunk, double[][] sums, double[][] squares) {
            List<ParameterClass.Column> leftColumns =
                    left.get(chunk.leftClass()).columns();
            for (int f = 0; f < sums.length; f++) {
                for (int y = 0; y < sums[f].length; y++) {
                    for (Owner a : leftColumns.get(f).owners()) {
                        for (Owner b : right.columns().get(y).owners()) {
                            squares[a.tensor()][b.tensor()] += sums[f][y];
                            if (chunk.mirrored()) {
                                squares[b.tensor()][a.tensor()] += sums[f][y];
                            }
                        }
                    }
                }
            }
        }
    }
}
