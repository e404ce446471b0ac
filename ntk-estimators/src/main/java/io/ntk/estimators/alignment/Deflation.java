package io.ntk.estimators.alignment;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.linalg.ThinQr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A space Q on which two symmetric operators A and B are known, with what it says of their inner products.
 *
 * <p>With P = I − QQᵀ, Tr AB = ⟨AQ, BQ⟩ + ⟨PAQ, PBQ⟩ + Tr (PAP)(PBP). The first two are known from AQ and BQ: by symmetry
 * AQ holds the off-diagonal blocks on both sides. Since ⟨PX, PY⟩ = ⟨X, Y⟩ − ⟨QᵀX, QᵀY⟩, nothing but small matrices is
 * needed beside the products themselves.
 *
 * <p>Q is a block Krylov space of two operators: it begins with random vectors and grows by what A and B make of those that
 * were added last. Every vector of it costs one product with each operator and is known exactly, the random ones too.
 */
final class Deflation implements AutoCloseable {
    private final LinearOperator a;
    private final LinearOperator b;
    private final List<ThinQr> bases = new ArrayList<>();
    private final List<Residuals> kept = new ArrayList<>();

    /** AX and BX for the part X of Q that was added last; empty if there is nothing to grow from. */
    private final List<MultiVector> images = new ArrayList<>();

    private AlignmentParts known = new AlignmentParts(0, 0, 0);
    private int products;

    Deflation(LinearOperator a, LinearOperator b) {
        this.a = a;
        this.b = b;
    }

    /** What is known of the three traces. */
    AlignmentParts known() {
        return known;
    }

    /** The products spent on each operator to get here, those with residual probes aside. */
    int products() {
        return products;
    }

    /** Begins Q with the span of some vectors. */
    void begin(MultiVector vectors) {
        add(ThinQr.of(vectors));
    }

    /**
     * Adds to Q the leading directions of what A and B made of the vectors that were added last, and takes them out of the
     * residual probes that were kept.
     *
     * @param most how many directions to add at most, each for one product
     * @return how many were added; 0 if Q holds both ranges
     */
    int grow(int most) {
        int before = products;
        addLeading(most);
        return products - before;
    }

    private void add(ThinQr basis) {
        bases.add(basis);
        products += basis.rank();
        closeImages();
        if (basis.rank() == 0) {
            return;
        }
        MultiVector q = basis.q();
        MultiVector aq = a.times(q);
        images.add(aq);
        MultiVector bq = b.times(q);
        images.add(bq);
        Products inside = Products.of(aq, bq);
        double cross = 2 * inside.crossSum();
        double before = 2 * inside.beforeSum();
        double after = 2 * inside.afterSum();
        for (ThinQr other : bases) {
            if (other.rank() > 0) {
                // The blocks of QᵀAQ beside the diagonal occur twice.
                int times = other == basis ? 1 : 2;
                DMatrixRMaj ha = other.q().gram(aq);
                DMatrixRMaj hb = other.q().gram(bq);
                cross -= times * innerProduct(ha, hb);
                before -= times * innerProduct(ha, ha);
                after -= times * innerProduct(hb, hb);
            }
        }
        known = new AlignmentParts(
                known.crossTrace() + cross,
                known.squaredFrobeniusBefore() + before,
                known.squaredFrobeniusAfter() + after);
        for (Residuals residuals : kept) {
            residuals.takeOut(q, aq, bq);
        }
    }

    /** ⟨PAPg, PBPg⟩ and the like for each column g, with one product each; the block is overwritten. */
    Products residual(MultiVector g) {
        project(g);
        try (MultiVector ag = a.times(g);
                MultiVector bg = b.times(g)) {
            return products(ag, bg);
        }
    }

    /** Multiplies residual probes, which are overwritten and become this object's, and keeps the results. */
    void keepResidual(MultiVector g) {
        Residuals residuals = new Residuals(g);
        kept.add(residuals);
        project(g);
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

    private void addLeading(int most) {
        if (images.isEmpty()) {
            return;
        }
        try (MultiVector both = a.domain().concat(images.get(0), images.get(1))) {
            both.scaleColumns(scales(both.columns()));
            project(both);
            try (ThinQr basis = ThinQr.of(both)) {
                // The square of less adds nothing but rounding to the squared norms, which are 1 here.
                double least = Math.sqrt(both.space().precision().epsilon());
                DMatrixRMaj directions = LeadingDirections.of(basis.r(), most, least);
                if (directions.getNumCols() == 0) {
                    closeImages();
                    return;
                }
                try (MultiVector leading = basis.q().times(directions)) {
                    // What was short beside Q carries rounding errors along Q.
                    project(leading);
                    add(ThinQr.of(leading));
                }
            }
        }
    }

    /** Factors that give A and B, as far as they are known, norm 1: neither the larger nor its unit decides what leads. */
    private double[] scales(int columns) {
        double[] scales = new double[columns];
        Arrays.fill(scales, 0, columns / 2, inverseRoot(known.squaredFrobeniusBefore()));
        Arrays.fill(scales, columns / 2, columns, inverseRoot(known.squaredFrobeniusAfter()));
        return scales;
    }

    private static double inverseRoot(double square) {
        return square > 0 ? 1 / Math.sqrt(square) : 1;
    }

    private void project(MultiVector x) {
        for (ThinQr basis : bases) {
            if (basis.rank() > 0) {
                x.axpy(-1, basis.q(), basis.q().gram(x));
            }
        }
    }

    private Products products(MultiVector ag, MultiVector bg) {
        double[][] dots = ag.pairDots(bg);
        double[] before = dots[0];
        double[] cross = dots[1];
        double[] after = dots[2];
        for (ThinQr basis : bases) {
            if (basis.rank() > 0) {
                DMatrixRMaj insideA = basis.q().gram(ag);
                DMatrixRMaj insideB = basis.q().gram(bg);
                for (int i = 0; i < insideA.getNumRows(); i++) {
                    for (int j = 0; j < cross.length; j++) {
                        cross[j] -= insideA.get(i, j) * insideB.get(i, j);
                        before[j] -= insideA.get(i, j) * insideA.get(i, j);
                        after[j] -= insideB.get(i, j) * insideB.get(i, j);
                    }
                }
            }
        }
        return new Products(cross, before, after);
    }

    private static double innerProduct(DMatrixRMaj x, DMatrixRMaj y) {
        double sum = 0;
        for (int i = 0; i < x.getNumElements(); i++) {
            sum += x.get(i) * y.get(i);
        }
        return sum;
    }

    private void closeImages() {
        images.forEach(MultiVector::close);
        images.clear();
    }

    @Override
    public void close() {
        closeImages();
        bases.forEach(ThinQr::close);
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
            g.axpy(-1, q, inside);
            ag().axpy(-1, aq, inside);
            bg().axpy(-1, bq, inside);
        }

        @Override
        public void close() {
            g.close();
            images.forEach(MultiVector::close);
        }
    }
}
