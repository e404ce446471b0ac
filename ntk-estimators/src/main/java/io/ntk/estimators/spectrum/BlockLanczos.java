package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.linalg.SymmetricEigen;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * The block Lanczos process with full reorthogonalisation (Golub and Underwood 1977; Saad, Numerical Methods for Large
 * Eigenvalue Problems, §6.3), from a random block. The basis Q of the Krylov space satisfies A Q = Q T + W Eᵀ with W
 * orthogonal to Q, so the residual of a Ritz pair (θ, Q y) is ‖W y_last‖, known without another product.
 *
 * <p>In finite precision a product loses directions whose eigenvalues are small beside the largest, and with them the Krylov
 * space. So where a product adds nothing, the process goes on with random vectors outside Q, until Q spans everything;
 * rounding errors that it takes for directions serve the same end.
 */
final class BlockLanczos implements AutoCloseable {
    /** A normalised direction that loses more than this to the basis was rounding. */
    private static final double NEW_DIRECTION = 0.5;

    private final LinearOperator operator;
    private final Probes probes;
    private final int width;
    private final List<MultiVector> basis = new ArrayList<>();
    private DMatrixRMaj projected = new DMatrixRMaj(0, 0);
    private DMatrixRMaj residualGram = new DMatrixRMaj(0, 0);
    private @Nullable MultiVector next;
    private double[] values = new double[0];
    private DMatrixRMaj vectors = new DMatrixRMaj(0, 0);
    private int products;
    private long drawn;

    /** Starts from random vectors, as many as {@code width}, at most n; the operator is symmetric. */
    BlockLanczos(LinearOperator operator, Probes probes, int width) {
        this.operator = operator;
        this.probes = probes;
        this.width = width;
        try (MultiVector start = random(operator.domain().order());
                ThinQr qr = ThinQr.of(start)) {
            this.next = qr.q().copy();
        }
    }

    /** {@return the columns of the next step; 0 when the basis spans the whole space} */
    int nextColumns() {
        return next == null ? 0 : next.columns();
    }

    /** {@return the vectors multiplied so far, which is the size of the basis} */
    int products() {
        return products;
    }

    /** Multiplies the next block and adds it to the basis. */
    void step() {
        MultiVector q = Objects.requireNonNull(next);
        next = null;
        basis.add(q);
        products += q.columns();
        try (MultiVector w = operator.times(q)) {
            DMatrixRMaj coefficients = removeBasis(w);
            CommonOps_DDRM.addEquals(coefficients, removeBasis(w));
            extend(coefficients);
            residualGram = w.gram(w);
            requireFinite();
            diagonalise();
            next = newDirections(w);
        }
    }

    /** X ← (I − QQᵀ) X; returns QᵀX. */
    private DMatrixRMaj removeBasis(MultiVector x) {
        DMatrixRMaj coefficients = new DMatrixRMaj(products, x.columns());
        int at = 0;
        for (MultiVector q : basis) {
            DMatrixRMaj part = q.gram(x);
            x.update(-1, q, part, 1);
            CommonOps_DDRM.insert(part, coefficients, at, 0);
            at += q.columns();
        }
        return coefficients;
    }

    private void extend(DMatrixRMaj coefficients) {
        int before = projected.getNumRows();
        DMatrixRMaj larger = new DMatrixRMaj(products, products);
        CommonOps_DDRM.insert(projected, larger, 0, 0);
        for (int i = 0; i < products; i++) {
            for (int j = 0; j < coefficients.getNumCols(); j++) {
                larger.set(i, before + j, coefficients.get(i, j));
                larger.set(before + j, i, coefficients.get(i, j));
            }
        }
        for (int i = before; i < products; i++) {
            for (int j = before; j < i; j++) {
                double mean = (coefficients.get(i, j - before) + coefficients.get(j, i - before)) / 2;
                larger.set(i, j, mean);
                larger.set(j, i, mean);
            }
        }
        projected = larger;
    }

    private void requireFinite() {
        for (double value : projected.data) {
            if (!Double.isFinite(value)) {
                throw new NtkException(
                        ErrorId.NON_FINITE,
                        "A product with the operator gave " + value + ".",
                        operator.domain().precision().orWider("Check the parameters and inputs"));
            }
        }
    }

    private void diagonalise() {
        SymmetricEigen eigen = SymmetricEigen.of("a projected matrix of order " + products, projected);
        values = eigen.values();
        vectors = eigen.vectors();
    }

    /** An orthonormal basis of what the last product added, or of random vectors where that is nothing; null if all is spanned. */
    private @Nullable MultiVector newDirections(MultiVector w) {
        long room = w.space().order() - products;
        if (room <= 0) {
            return null;
        }
        Optional<MultiVector> added = outsideBasis(w, room);
        while (added.isEmpty()) {
            try (MultiVector random = random(room)) {
                removeBasis(random);
                added = outsideBasis(random, room);
            }
        }
        return added.get();
    }

    private MultiVector random(long room) {
        int columns = (int) Math.min(width, room);
        MultiVector block = probes.block(drawn, columns);
        drawn += columns;
        return block;
    }

    /** An orthonormal basis of a block that was made orthogonal to the basis, without what rounding left along it. */
    private Optional<MultiVector> outsideBasis(MultiVector w, long room) {
        try (ThinQr first = ThinQr.of(w)) {
            if (first.rank() == 0) {
                return Optional.empty();
            }
            try (MultiVector q = first.q().copy()) {
                removeBasis(q);
                int[] kept = kept(q.norms(), room);
                if (kept.length == 0) {
                    return Optional.empty();
                }
                DMatrixRMaj selection = new DMatrixRMaj(q.columns(), kept.length);
                for (int j = 0; j < kept.length; j++) {
                    selection.set(kept[j], j, 1);
                }
                try (MultiVector chosen = q.times(selection);
                        ThinQr second = ThinQr.of(chosen)) {
                    return Optional.of(second.q().copy());
                }
            }
        }
    }

    private static int[] kept(double[] norms, long room) {
        return IntStream.range(0, norms.length)
                .filter(j -> norms[j] > NEW_DIRECTION)
                .limit(room)
                .toArray();
    }

    /** {@return the Ritz values, descending} */
    double[] values() {
        return values.clone();
    }

    /**
     * {@return what rounding adds to a residual at most, √n ε times the largest eigenvalue}: products with unit vectors, and their
     * inner products, err by that much at most
     */
    double rounding() {
        return Math.sqrt((double) operator.domain().dimension()) * unitRoundoff();
    }

    /** {@return the unit roundoff of the largest eigenvalue: values and residuals below it are rounding} */
    double unitRoundoff() {
        return Math.max(Math.abs(values[0]), Math.abs(values[products - 1]))
                * operator.domain().precision().epsilon();
    }

    /** {@return the norm of A v − θ v for a Ritz pair, but for rounding} */
    double residual(int pair) {
        int last = residualGram.getNumRows();
        double sum = 0;
        for (int i = 0; i < last; i++) {
            for (int j = 0; j < last; j++) {
                sum += vectors.get(products - last + i, pair)
                        * residualGram.get(i, j)
                        * vectors.get(products - last + j, pair);
            }
        }
        return Math.sqrt(Math.max(0, sum));
    }

    /** {@return the first Ritz vectors; the caller closes the block} */
    MultiVector ritzVectors(int count) {
        MultiVector result = operator.domain().uninitialized(count);
        int at = 0;
        for (MultiVector q : basis) {
            DMatrixRMaj part = CommonOps_DDRM.extract(vectors, at, at + q.columns(), 0, count);
            result.update(1, q, part, at == 0 ? 0 : 1);
            at += q.columns();
        }
        return result;
    }

    @Override
    public void close() {
        basis.forEach(MultiVector::close);
        if (next != null) {
            next.close();
        }
    }
}
