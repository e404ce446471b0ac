package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.estimators.exact.FeatureSlab.Piece;
import io.ntk.estimators.linalg.DirectBuffers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The contraction by features: Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F, from blocks of J_aᵀ J_b by parameter classes.
 *
 * <p>The block of J_aᵀ J_b for classes p and q is H[(φ, i), (ψ, k)] = Σ_b Σ_{s,r} f_a(bs)[φ] G_b(s, r)[i, k]
 * f_b(br)[ψ]. For a slab of columns k, {@link FeatureGrams} holds G, and {@link FeatureSum} takes one row i beside a strip of the columns
 * at a time. Its products cost 2 M² B T flops in all, which dominates. For a square, H is symmetric and only half of it is computed.
 *
 * <p>H itself, which is larger than G where trials are few, is held only if G of all trials would be larger than both: then some trials
 * are added to it at a time.
 *
 * <p>Between two groups of trials, H is computed of each, and the inner product of the two takes the place of a norm.
 */
final class FeatureContraction implements Contraction {
    /** The most columns in a slab. Each slab takes the Gram matrices of the states anew. */
    private static final int WIDEST_SLAB = 128;

    private enum Role {
        PARAMETER_GRAM,
        PARAMETER_GRAM_OF_LAST
    }

    private final ModelPair pair;
    private final List<ParameterClass> classes;
    private final Parts parts;
    private final ThreadTeam workers;
    private final MemoryBudget memory;
    /** For each right class, blocks of trials by those whose G is held at once. */
    private final List<List<List<TrialBlock>>> rounds;

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
        this.rounds = IntStream.range(0, classes.size()).mapToObj(this::rounds).toList();
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
            if (largestPerColumn(q) > Elements.most(pair.precision())) {
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
            int widest = slabWidth(q);
            flops += gramFlops(q, widest);
            List<TrialBlock> all = rounds.get(q).stream().flatMap(List::stream).toList();
            for (FeatureSlab slab : slabs(q, widest)) {
                flops += slab.pieces().stream().mapToDouble(flopsOf(slab, all)).sum();
            }
        }
        return flops;
    }

    /** {@return the operations of G of all trials in slabs of so many columns} */
    private double gramFlops(int q, int widest) {
        return SiteGrams.flops(pair, ClassColumns.of(pair.left(), leftOf(q)), ofRight(q), widest);
    }

    private ClassColumns ofRight(int q) {
        return new ClassColumns(pair.right(), classes.get(q));
    }

    /** {@return the operations of a piece for some blocks of trials} */
    private static ToDoubleFunction<Piece> flopsOf(FeatureSlab slab, List<TrialBlock> blocks) {
        double rows = blocks.stream().mapToDouble(TrialBlock::rows).sum();
        double squares = TrialBlock.squares(blocks);
        ParameterClass right = slab.right();
        return piece -> {
            ParameterClass left = slab.left().get(piece.leftClass());
            double columns = (double) left.featureWidth() * piece.columns().width();
            double summed = squares * left.places().size() + rows * right.featureWidth();
            return 2 * columns * summed * right.places().size();
        };
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
        // Backwards as slabs go, because the last class of a square has the most rows beside it.
        for (int q = classes.size() - 1; q >= 0; q--) {
            for (FeatureSlab slab : slabs(q, slabWidth(q))) {
                add(slab, left, right.get(q), squares, done);
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

    private void add(FeatureSlab slab, List<Elements> left, Elements right, double[][] squares, DoubleConsumer done) {
        int q = slab.rightClass();
        List<Piece> pieces = slab.pieces();
        int[] begins = new int[pieces.size() + 1];
        for (int i = 0; i < pieces.size(); i++) {
            begins[i + 1] = begins[i] + (isHeld(q) ? (int) FeatureSum.parameterElements(slab, pieces.get(i)) : 0);
        }
        List<Elements> held = isHeld(q) ? parameterGrams(workers.shared(), begins[pieces.size()]) : List.of();
        double[][][] shares = new double[pieces.size()][squares.length][squares.length];
        double flopsOfGrams =
                gramFlops(q, slab.width()) * slab.width() / slab.right().width();
        double all = rounds.get(q).stream().mapToDouble(TrialBlock::squares).sum();
        for (int r = 0; r < rounds.get(q).size(); r++) {
            List<TrialBlock> round = rounds.get(q).get(r);
            boolean isLast = r == rounds.get(q).size() - 1;
            FeatureGrams grams = new FeatureGrams(pair, slab, round, workers);
            done.accept(flopsOfGrams * TrialBlock.squares(round) / all);
            ToDoubleFunction<Piece> flops = flopsOf(slab, round);
            workers.run(pieces.size(), (i, workspace) -> {
                Piece piece = pieces.get(i);
                List<Elements> ofPiece =
                        isHeld(q) ? held : parameterGrams(workspace, FeatureSum.parameterElements(slab, piece));
                FeatureSum sum = new FeatureSum(pair, slab, piece, left, right, ofPiece, begins[i], workspace);
                for (TrialBlock block : round) {
                    sum.add(grams, block);
                }
                if (isLast) {
                    sum.addSquares(shares[i]);
                }
                done.accept(flops.applyAsDouble(piece));
            });
        }
        for (double[][] share : shares) {
            for (int a = 0; a < share.length; a++) {
                for (int b = 0; b < share.length; b++) {
                    squares[a][b] += share[a][b];
                }
            }
        }
    }

    /** {@return H of each group of trials} */
    private List<Elements> parameterGrams(DirectBuffers holder, long elements) {
        Elements first = Elements.of(holder, Role.PARAMETER_GRAM, pair.precision(), elements);
        return groups() == 1
                ? List.of(first)
                : List.of(first, Elements.of(holder, Role.PARAMETER_GRAM_OF_LAST, pair.precision(), elements));
    }

    private List<Elements> features(ModelPieces model) {
        return classes.stream()
                .map(of -> Elements.rounded(pair.precision(), model.features(of)))
                .toList();
    }

    /** {@return the classes of rows beside columns of one: by symmetry not all for a square} */
    private List<ParameterClass> leftOf(int q) {
        return pair.isSquare() ? classes.subList(0, q + 1) : classes;
    }

    /** {@return the sums over trials, of which H has one of each group} */
    private int groups() {
        return pair.left().groups();
    }

    private List<FeatureSlab> slabs(int q, int widest) {
        List<FeatureSlab> slabs = new ArrayList<>();
        for (Strip slab : Strip.backwards(classes.get(q).width(), widest)) {
            slabs.add(new FeatureSlab(pair.isSquare(), leftOf(q), q, slab.from(), slab.to(), stripWidth(q)));
        }
        return slabs;
    }

    private int widestFeatures(int q) {
        return leftOf(q).stream().mapToInt(ParameterClass::featureWidth).max().orElse(0);
    }

    private int stripWidth(int q) {
        return Math.min(FeatureSum.stripWidth(widestFeatures(q)), WIDEST_SLAB);
    }

    private List<List<TrialBlock>> rounds(int q) {
        ModelPieces model = pair.left();
        int places = classes.get(q).places().size();
        List<TrialBlock> blocks = TrialBlock.of(model, Math.max(1, FeatureSum.SUMMED / places));
        long most = mostSquares(q, TrialBlock.squares(blocks));
        List<List<TrialBlock>> divided = new ArrayList<>();
        List<TrialBlock> round = new ArrayList<>();
        long squares = 0;
        for (TrialBlock block : blocks) {
            if (squares + block.squares() > most && !round.isEmpty()) {
                divided.add(round);
                round = new ArrayList<>();
                squares = 0;
            }
            round.add(block);
            squares += block.squares();
        }
        if (!round.isEmpty()) {
            divided.add(round);
        }
        return divided;
    }

    /** The pairs of steps whose G is held at once: all, if they take no more memory than as many as take that of H, and H. */
    private long mostSquares(int q, long all) {
        long perSquare = 0;
        for (ParameterClass p : leftOf(q)) {
            perSquare += (long) p.width()
                    * p.places().size()
                    * classes.get(q).places().size();
        }
        long asLargeAsH = Math.max(1, parametersPerColumn(q) / Math.max(1, perSquare));
        return all <= 2 * asLargeAsH ? all : asLargeAsH;
    }

    private boolean isHeld(int q) {
        return rounds.get(q).size() > 1;
    }

    private int slabWidth(int q) {
        int width = classes.get(q).width();
        long widest = Math.min(Math.min(WIDEST_SLAB, width), Elements.most(pair.precision()) / largestPerColumn(q));
        return memory.slabWidth(fixedElements(q), elementsPerColumn(q), widest);
    }

    private long largestPerColumn(int q) {
        return Math.max(1, Math.max(gramsPerColumn(q), isHeld(q) ? parametersPerColumn(q) : 0));
    }

    private long gramsPerColumn(int q) {
        long squares =
                rounds.get(q).stream().mapToLong(TrialBlock::squares).max().orElse(0);
        long places = classes.get(q).places().size();
        return leftOf(q).stream()
                .mapToLong(p -> squares * p.width() * p.places().size() * places)
                .sum();
    }

    private long parametersPerColumn(int q) {
        int featureWidth = classes.get(q).featureWidth();
        return leftOf(q).stream().mapToLong(p -> p.parameters() * featureWidth).sum();
    }

    private long fixedElements(int q) {
        long perWorker = FeatureSum.doubles(
                        pair.precision(),
                        isHeld(q) ? 0 : groups(),
                        widestFeatures(q),
                        classes.get(q).featureWidth(),
                        stripWidth(q))
                + SiteGrams.fixedElements(pair);
        return workers.count() * perWorker + featureElements();
    }

    private long elementsPerColumn(int q) {
        long sweep = SiteGrams.elementsPerColumn(pair, ClassColumns.of(pair.left(), leftOf(q)), ofRight(q));
        long rounded = gramsPerColumn(q) + (isHeld(q) ? groups() * parametersPerColumn(q) : 0);
        return Elements.doubles(pair.precision(), rounded) + workers.count() * sweep;
    }

    private long featureElements() {
        long steps = pair.left().stepsBefore(pair.left().trials());
        long ofModels = classes.stream()
                .mapToLong(of -> 2 * steps * of.places().size() * of.featureWidth())
                .sum();
        // What is rounded is a copy.
        return pair.precision() == Precision.FLOAT32
                ? ofModels + Elements.doubles(pair.precision(), ofModels)
                : ofModels;
    }
}
