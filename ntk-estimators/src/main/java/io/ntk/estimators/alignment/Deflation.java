package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.rounding.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A space Q on which several symmetric operators are known, and the part of their inner products that follows from it.
 *
 * <p>With P = I − QQᵀ, Tr AB = ⟨AQ, BQ⟩ + ⟨PAQ, PBQ⟩ + Tr (PAP)(PBP). The first two are known from AQ and BQ: by symmetry
 * AQ holds the off-diagonal blocks on both sides. Since ⟨PX, PY⟩ = ⟨X, Y⟩ − ⟨QᵀX, QᵀY⟩, only small matrices are
 * needed in addition to the products themselves.
 *
 * <p>Q begins with random vectors and grows by a few directions at a time, those in which the operators seem largest outside
 * Q by {@link RecentImages}. Every vector of it costs one product with each operator and is known exactly, the random ones
 * too.
 *
 * <p>A listener is told of the {@link Images} of all vectors that join Q, and of those of the residual probes, from which it
 * makes what else it wants to know.
 */
public final class Deflation implements AutoCloseable {
    /** The fewest products that can be split: three for Q, two for residual probes. */
    public static final int LEAST = 5;

    /** More residual probes make their own standard error no more certain than it need be. */
    private static final int ENOUGH_PROBES = 24;

    /** How many steps of growth the images that decide on the next one go back. */
    private static final int STEPS_KEPT = 3;

    /** The fewest such images of each operator: short steps need more of them. */
    private static final int LEAST_IMAGES = 24;

    private final VectorSpace space;
    private final List<UnaryOperator<MultiVector>> operators;
    private final int step;
    private final Consumer<Images> listener;
    private final GrowingBasis basis;
    private final RecentImages images;
    private final List<Residuals> kept = new ArrayList<>();

    /** QᵀAQ for each operator. */
    private final List<DMatrixRMaj> inside = new ArrayList<>();

    /** What is known of Tr AB for each pair of operators. */
    private final double[][] known;

    /** Of the vectors that Q began with, with the first two operators. */
    private Products beginning = Products.ofSize(0);

    private final ProductRounding rounding = new ProductRounding();

    /**
     * An empty Q.
     *
     * @param space on which the operators act
     * @param operators each gives the images of a block, which are closed here
     * @param step how many vectors Q grows by at a time
     * @param expected roughly the dimension to which it will grow
     * @param listener is told of all images
     */
    Deflation(
            VectorSpace space,
            List<UnaryOperator<MultiVector>> operators,
            int step,
            int expected,
            Consumer<Images> listener) {
        this.space = space;
        this.operators = operators;
        this.step = step;
        this.listener = listener;
        int dimension = Math.max(step, expected);
        this.basis = new GrowingBasis(space, dimension);
        // Images beyond the expected dimension would be zeros that inner products are taken with.
        this.images = new RecentImages(space, operators.size(), imagesKept(step, dimension));
        this.known = new double[operators.size()][operators.size()];
        operators.forEach(operator -> inside.add(new DMatrixRMaj(0, 0)));
    }

    /** Of two operators that are open. */
    static Deflation of(LinearOperator a, LinearOperator b, int step, int expected, Consumer<Images> listener) {
        return new Deflation(a.domain(), List.of(a::times, b::times), step, expected, listener);
    }

    /**
     * {@return a Q that stays empty: all that is to be known comes from random probes}
     *
     * @param space on which the operators act
     * @param operators each gives the images of a block, which are closed here
     * @param listener is told of all images
     */
    public static Deflation none(
            VectorSpace space, List<UnaryOperator<MultiVector>> operators, Consumer<Images> listener) {
        return new Deflation(space, operators, 1, 1, listener);
    }

    /**
     * {@return a Q of a given dimension, or less if that holds the ranges of all operators}
     *
     * @param space on which the operators act
     * @param operators each gives the images of a block, which are closed here
     * @param sketch random vectors to begin Q with
     * @param samples the products with each, those with residual probes included, at least {@link #LEAST}
     * @param dimension that of Q
     * @param listener is told of all images
     */
    public static Deflation split(
            VectorSpace space,
            List<UnaryOperator<MultiVector>> operators,
            Probes sketch,
            int samples,
            int dimension,
            Consumer<Images> listener) {
        Deflation deflation = new Deflation(space, operators, step(samples), dimension, listener);
        try {
            deflation.span(sketch, step(samples), dimension);
            return deflation;
        } catch (RuntimeException | Error e) {
            deflation.close();
            throw e;
        }
    }

    /**
     * {@return how many vectors {@link #split} holds at most}
     *
     * @param operators the number of operators
     * @param samples the products with each
     * @param dimension that of Q
     */
    public static int vectorsHeld(int operators, int samples, int dimension) {
        int step = step(samples);
        return vectorsHeld(operators, step, dimension, imagesKept(step, dimension), 0);
    }

    private static int vectorsHeld(int operators, int step, int dimension, int imagesKept, int residuals) {
        return dimension + step + operators * (imagesKept + 2 * step) + (1 + operators) * residuals;
    }

    /**
     * {@return how many vectors are held at most while Q grows beside residual probes that are kept}
     *
     * @param more by how many directions Q grows
     * @param residuals how many residual probes there are
     */
    int vectorsHeld(int more, int residuals) {
        return vectorsHeld(operators.size(), step, basis.capacityFor(more), images.width(), residuals);
    }

    /**
     * {@return how many residual probes can be kept beside Q as it is}
     *
     * @param vectors how many vectors may be held
     */
    int residualsWithin(double vectors) {
        return (int) ((vectors - vectorsHeld(0, 0)) / (1 + operators.size()));
    }

    /**
     * {@return the dimension of Q of the method {@code deflated}: three fifths of the products, three quarters where that leaves
     *     24 for residual probes, or the whole space}
     *
     * @param order that of the space
     * @param samples the products with each operator
     */
    public static int dimension(long order, int samples) {
        int probes = Math.min(samples - 3 * samples / 5, Math.max(ENOUGH_PROBES, samples / 4));
        return samples < order ? samples - probes : samples;
    }

    /** Every step reads the whole of Q and all images kept, so that many small ones take longer and hardly choose better. */
    static int step(int samples) {
        return Math.max(samples / 15, Math.min(4, samples / 5));
    }

    private static int imagesKept(int step, int dimension) {
        return Math.min(Math.max(STEPS_KEPT * step, LEAST_IMAGES), dimension);
    }

    /** The known parts of the three traces of the first two operators. */
    AlignmentParts known() {
        return new AlignmentParts(known[0][1], known[0][0], known[1][1]);
    }

    /** The error by rounding of what is known of the first two operators. */
    ProductRounding rounding() {
        return rounding;
    }

    /** {@return the products spent on each operator to build Q; those with residual probes are not counted} */
    public int products() {
        return basis.size();
    }

    /** Makes Q, of the given dimension, or of less if that holds the ranges of all operators. */
    void span(Probes sketch, int vectors, int dimension) {
        try (MultiVector s = sketch.block(0, vectors)) {
            begin(s);
        }
        grow(dimension - products());
    }

    /** Begins Q with the span of some vectors, no more than one step adds. */
    void begin(MultiVector vectors) {
        add(vectors);
    }

    /**
     * What the products of kernels, whose operators these are, with random vectors that Q began with change in float64; empty if
     * there are fewer than two such vectors, or nothing can be repeated.
     *
     * @param from the first of the vectors
     * @param until the number after the last of them, or more than there are
     */
    Optional<PrecisionGap> gap(Kernel before, Kernel after, int from, int until, long memoryLimit) {
        int end = Math.min(beginning.size(), until);
        if (end < Repetition.FEW || end <= from) {
            return Optional.empty();
        }
        try (MultiVector random = basis.columns(from, end)) {
            return PrecisionGap.measure(before, after, random, beginning.between(from, end), memoryLimit);
        }
    }

    /**
     * Adds at most {@code most} leading directions to Q, each for one product, and takes them out of the residual
     * probes that were kept; returns how many were added, fewer if Q holds the ranges of all operators.
     */
    int grow(int most) {
        int grown = 0;
        int added;
        do {
            int left = most - grown;
            // A step of less than half the size costs as much time as a whole one.
            added = left > 0 ? addLeading(left < step + (step + 1) / 2 ? left : step) : 0;
            grown += added;
        } while (added > 0);
        return grown;
    }

    /** Adds the span of vectors that are, up to rounding errors, orthogonal to Q. */
    private int add(MultiVector vectors) {
        try (ThinQr factors = ThinQr.of(vectors)) {
            if (factors.rank() == 0) {
                return 0;
            }
            try (Blocks added = multiply(factors.q())) {
                join(factors.q(), added);
            }
            return factors.rank();
        }
    }

    private void join(MultiVector q, Blocks added) {
        int count = q.columns();
        int first = basis.size();
        basis.add(q);
        List<DMatrixRMaj> coordinates = new ArrayList<>();
        try (MultiVector all = space.concat(added.all().toArray(MultiVector[]::new))) {
            DMatrixRMaj ofAll = basis.coordinates(all);
            for (int i = 0; i < operators.size(); i++) {
                coordinates.add(CommonOps_DDRM.extract(ofAll, 0, basis.size(), i * count, (i + 1) * count));
            }
            images.add(added.all(), all, first);
        }
        for (int i = 0; i < operators.size(); i++) {
            inside.set(i, bordered(inside.get(i), coordinates.get(i)));
        }
        Images joined = Images.ofJoined(q, added.all(), basis::coordinates, coordinates, first);
        learn(joined);
        listener.accept(joined);
        for (Residuals residuals : kept) {
            residuals.takeOut(q, added.all());
        }
    }

    private void learn(Images joined) {
        for (int i = 0; i < operators.size(); i++) {
            for (int j = i; j < operators.size(); j++) {
                known[i][j] =
                        joined.known(known[i][j], joined.dots(i, j), joined.coordinates(i), joined.coordinates(j));
            }
        }
        if (operators.size() > 1) {
            rounding.add(joined, 0, 1);
            if (beginning.size() == 0) {
                beginning = joined.products(0, 1);
            }
        }
    }

    private double[] squaredNorms() {
        return IntStream.range(0, operators.size())
                .mapToDouble(i -> known[i][i])
                .toArray();
    }

    private Blocks multiply(MultiVector x) {
        Blocks products = new Blocks();
        try {
            operators.forEach(operator -> products.all().add(operator.apply(x)));
            return products;
        } catch (RuntimeException | Error e) {
            products.close();
            throw e;
        }
    }

    /** A symmetric matrix with more columns, and with them more rows. */
    private static DMatrixRMaj bordered(DMatrixRMaj matrix, DMatrixRMaj columns) {
        int before = matrix.getNumRows();
        int size = columns.getNumRows();
        DMatrixRMaj bordered = new DMatrixRMaj(size, size);
        CommonOps_DDRM.insert(matrix, bordered, 0, 0);
        CommonOps_DDRM.insert(columns, bordered, 0, before);
        for (int i = before; i < size; i++) {
            for (int j = 0; j < before; j++) {
                bordered.set(i, j, bordered.get(j, i));
            }
        }
        return bordered;
    }

    /**
     * Multiplies residual probes and tells the listener of their images.
     *
     * @param g random probes, which are overwritten by what is left of them outside Q
     */
    public void residual(MultiVector g) {
        multiplyOutside(g, listener);
    }

    /** The same, and returns ⟨PAPg, PBPg⟩ and the like for the first two operators. */
    Products draw(MultiVector g) {
        Products drawn = Products.ofSize(g.columns());
        multiplyOutside(g, probes -> {
            listener.accept(probes);
            drawn.put(0, Products.rest(probes));
        });
        return drawn;
    }

    private void multiplyOutside(MultiVector g, Consumer<Images> use) {
        basis.takeOutOf(g);
        try (Blocks products = multiply(g)) {
            use.accept(ofProbes(g, products));
        }
    }

    private Images ofProbes(MultiVector g, Blocks products) {
        List<DMatrixRMaj> coordinates =
                products.all().stream().map(basis::coordinates).toList();
        return Images.ofProbes(g, products.all(), basis::coordinates, coordinates);
    }

    /** Multiplies residual probes, which are overwritten and become this object's, and keeps the results. */
    void keepResidual(MultiVector g) {
        Residuals residuals = new Residuals(g);
        kept.add(residuals);
        basis.takeOutOf(g);
        residuals.images = multiply(g);
    }

    /** The products of all residual probes that were kept, outside Q as it is now. */
    Products keptProducts() {
        int count = 0;
        for (Residuals residuals : kept) {
            count += residuals.g.columns();
        }
        Products all = Products.ofSize(count);
        int at = 0;
        for (Residuals residuals : kept) {
            Products block = Products.rest(residuals.images());
            all.put(at, block);
            at += block.size();
        }
        return all;
    }

    /** Tells the listener of the images of all residual probes that were kept, outside Q as it is now. */
    void tellKept() {
        kept.forEach(residuals -> listener.accept(residuals.images()));
    }

    private int addLeading(int most) {
        Optional<MultiVector> leading = images.leading(most, basis, inside, squaredNorms());
        if (leading.isEmpty()) {
            return 0;
        }
        try (MultiVector directions = leading.get()) {
            double[] before = directions.norms();
            // What was short compared with its part in Q carries rounding errors along Q.
            basis.takeOutOf(directions);
            int[] outside = outside(before, directions.norms());
            if (outside.length == directions.columns()) {
                return add(directions);
            }
            return outside.length == 0 ? 0 : addColumns(directions, outside);
        }
    }

    /** The directions that lie outside Q: what loses half of itself when Q is taken out again is rounding errors along Q. */
    private static int[] outside(double[] before, double[] after) {
        return IntStream.range(0, before.length)
                .filter(j -> after[j] > before[j] / 2)
                .toArray();
    }

    private int addColumns(MultiVector directions, int[] columns) {
        DMatrixRMaj selection = new DMatrixRMaj(directions.columns(), columns.length);
        for (int j = 0; j < columns.length; j++) {
            selection.set(columns[j], j, 1);
        }
        try (MultiVector selected = directions.times(selection)) {
            return add(selected);
        }
    }

    @Override
    public void close() {
        images.close();
        basis.close();
        kept.forEach(Residuals::close);
    }

    /** Blocks that are closed together. */
    private static final class Blocks implements AutoCloseable {
        private final List<MultiVector> all = new ArrayList<>();

        List<MultiVector> all() {
            return all;
        }

        @Override
        public void close() {
            all.forEach(MultiVector::close);
        }
    }

    /** Residual probes with their products, from which a grown Q can be taken out without multiplying again. */
    private final class Residuals implements AutoCloseable {
        private final MultiVector g;
        private Blocks images = new Blocks();

        Residuals(MultiVector g) {
            this.g = g;
        }

        Images images() {
            return ofProbes(g, images);
        }

        void takeOut(MultiVector q, List<MultiVector> imagesOfQ) {
            DMatrixRMaj coordinates = q.gram(g);
            g.update(-1, q, coordinates, 1);
            for (int i = 0; i < imagesOfQ.size(); i++) {
                images.all().get(i).update(-1, imagesOfQ.get(i), coordinates, 1);
            }
        }

        @Override
        public void close() {
            g.close();
            images.close();
        }
    }
}
