package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.ThinQr;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A space Q on which two symmetric operators A and B are known, and the part of their inner products that follows from it.
 *
 * <p>With P = I − QQᵀ, Tr AB = ⟨AQ, BQ⟩ + ⟨PAQ, PBQ⟩ + Tr (PAP)(PBP). The first two are known from AQ and BQ: by symmetry
 * AQ holds the off-diagonal blocks on both sides. Since ⟨PX, PY⟩ = ⟨X, Y⟩ − ⟨QᵀX, QᵀY⟩, only small matrices are
 * needed in addition to the products themselves.
 *
 * <p>Q begins with random vectors and grows by a few directions at a time, those in which A and B seem largest outside Q by
 * {@link RecentImages}. Every vector of it costs one product with each operator and is known exactly, the random ones too.
 */
final class Deflation implements AutoCloseable {
    /** How many steps of growth the images that decide on the next one go back. */
    private static final int STEPS_KEPT = 6;

    private final LinearOperator a;
    private final LinearOperator b;
    private final int step;
    private final GrowingBasis basis;
    private final RecentImages images;
    private final List<Residuals> kept = new ArrayList<>();

    /** QᵀAQ and QᵀBQ. */
    private DMatrixRMaj insideA = new DMatrixRMaj(0, 0);

    private DMatrixRMaj insideB = new DMatrixRMaj(0, 0);

    /** Of the vectors that Q began with. */
    private Products beginning = Products.ofSize(0);

    private final ProductRounding rounding = new ProductRounding();

    private AlignmentParts known = new AlignmentParts(0, 0, 0);

    /** An empty Q, which grows by {@code step} vectors at a time to roughly {@code expected}. */
    Deflation(LinearOperator a, LinearOperator b, int step, int expected) {
        this.a = a;
        this.b = b;
        this.step = step;
        int dimension = Math.max(step, expected);
        this.basis = new GrowingBasis(a.domain(), dimension);
        // Images beyond the expected dimension would be zeros that inner products are taken with.
        this.images = new RecentImages(a.domain(), Math.min(STEPS_KEPT * step, dimension));
    }

    /** The known parts of the three traces. */
    AlignmentParts known() {
        return known;
    }

    /** The error by rounding of what is known. */
    ProductRounding rounding() {
        return rounding;
    }

    /** The products spent on each operator to build Q; those with residual probes are not counted. */
    int products() {
        return basis.size();
    }

    /** Begins Q with the span of some vectors, no more than one step adds. */
    void begin(MultiVector vectors) {
        add(vectors);
    }

    /** What the products of kernels, whose operators these are, with the random vectors that Q began with change in float64. */
    Optional<PrecisionGap> gap(Kernel before, Kernel after, long memoryLimit) {
        if (beginning.size() == 0) {
            return Optional.empty();
        }
        try (MultiVector random = basis.first(Math.min(beginning.size(), PrecisionGap.VECTORS))) {
            return PrecisionGap.measure(before, after, random, beginning, memoryLimit);
        }
    }

    /**
     * Adds at most {@code most} leading directions to Q, each for one product, and takes them out of the residual
     * probes that were kept; returns how many were added, fewer if Q holds both ranges.
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
            MultiVector q = factors.q();
            int count = q.columns();
            try (MultiVector aq = a.times(q);
                    MultiVector bq = b.times(q);
                    MultiVector both = a.domain().concat(aq, bq)) {
                int first = basis.size();
                basis.add(q);
                DMatrixRMaj inside = basis.coordinates(both);
                DMatrixRMaj newA = CommonOps_DDRM.extract(inside, 0, basis.size(), 0, count);
                DMatrixRMaj newB = CommonOps_DDRM.extract(inside, 0, basis.size(), count, 2 * count);
                images.add(aq, bq, both, first);
                insideA = bordered(insideA, newA);
                insideB = bordered(insideB, newB);
                Products products = Products.of(aq, bq);
                learn(products, newA, newB);
                rounding.add(newA, newB, products);
                if (first == 0) {
                    beginning = products;
                }
                for (Residuals residuals : kept) {
                    residuals.takeOut(q, aq, bq);
                }
            }
            return factors.rank();
        }
    }

    /** Adds ⟨Aq, Bq⟩ + ⟨PAq, PBq⟩ for new vectors q, and what they take from ⟨PAq', PBq'⟩ of those before. */
    private void learn(Products products, DMatrixRMaj newA, DMatrixRMaj newB) {
        int first = newA.getNumRows() - newA.getNumCols();
        known = new AlignmentParts(
                known.crossTrace() + 2 * products.crossSum() - innerProduct(newA, newB, first),
                known.squaredFrobeniusBefore() + 2 * products.beforeSum() - innerProduct(newA, newA, first),
                known.squaredFrobeniusAfter() + 2 * products.afterSum() - innerProduct(newB, newB, first));
    }

    /** ⟨X, Y⟩, counting the rows before {@code first} twice: as off-diagonal blocks of QᵀAQ they occur twice. */
    private static double innerProduct(DMatrixRMaj x, DMatrixRMaj y, int first) {
        double sum = 0;
        for (int i = 0; i < x.getNumRows(); i++) {
            for (int j = 0; j < x.getNumCols(); j++) {
                sum += (i < first ? 2 : 1) * x.get(i, j) * y.get(i, j);
            }
        }
        return sum;
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

    /** ⟨PAPg, PBPg⟩ and the like for each column g, with one product each; the block is overwritten. */
    Products residual(MultiVector g) {
        basis.takeOutOf(g);
        try (MultiVector ag = a.times(g);
                MultiVector bg = b.times(g)) {
            return products(ag, bg);
        }
    }

    /** Multiplies residual probes, which are overwritten and become this object's, and keeps the results. */
    void keepResidual(MultiVector g) {
        Residuals residuals = new Residuals(g);
        kept.add(residuals);
        basis.takeOutOf(g);
        residuals.multiply();
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
            Products block = products(residuals.ag(), residuals.bg());
            all.put(at, block);
            at += block.size();
        }
        return all;
    }

    private int addLeading(int most) {
        Optional<MultiVector> leading = images.leading(most, basis, insideA, insideB, known);
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

    private Products products(MultiVector ag, MultiVector bg) {
        Products all = Products.of(ag, bg);
        return basis.size() == 0 ? all : all.minus(basis.coordinates(ag), basis.coordinates(bg));
    }

    @Override
    public void close() {
        images.close();
        basis.close();
        kept.forEach(Residuals::close);
    }

    /** Residual probes with their products, from which a grown Q can be taken out without multiplying again. */
    private final class Residuals implements AutoCloseable {
        private final MultiVector g;
        private final List<MultiVector> images = new ArrayList<>();

        Residuals(MultiVector g) {
            this.g = g;
        }

        void multiply() {
            images.add(a.times(g));
            images.add(b.times(g));
        }

        MultiVector ag() {
            return images.get(0);
        }

        MultiVector bg() {
            return images.get(1);
        }

        void takeOut(MultiVector q, MultiVector aq, MultiVector bq) {
            DMatrixRMaj inside = q.gram(g);
            g.update(-1, q, inside, 1);
            ag().update(-1, aq, inside, 1);
            bg().update(-1, bq, inside, 1);
        }

        @Override
        public void close() {
            g.close();
            images.forEach(MultiVector::close);
        }
    }
}
