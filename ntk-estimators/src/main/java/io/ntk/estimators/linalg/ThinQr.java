package io.ntk.estimators.linalg;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.MultiVector;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;
import org.jspecify.annotations.Nullable;

/**
 * A factorisation Y = Q R of a block of k vectors with orthonormal Q of r = rank(Y) columns and R {@code [r, k]}. R is not
 * triangular: sketching needs an orthonormal basis and coordinates in it, nothing else.
 *
 * <p>It uses Y in inner products and linear combinations only, so it works wherever the block is stored. The method is
 * SVQB of Stathopoulos and Wu, "A block orthogonalization procedure with constant synchronization requirements" (SIAM J.
 * Sci. Comput. 23, 2002): with the columns scaled to length 1, Q ← Q V Λ^{−1/2} for the eigendecomposition VΛVᵀ of QᵀQ,
 * repeated until QᵀQ = I. Small eigenvalues are raised to the level of rounding rather than dropped, so that each pass
 * lowers the condition number by that level's square root; columns that are still dependent after {@value
 * #RAISING_PASSES} passes are linearly dependent to the last bit, as where Y has fewer nonzero rows than columns, and are
 * dropped. The rank is judged at the end, from the singular values of R with the scale of Y's columns taken out:
 * directions below k times the unit roundoff of the storage are rounding errors of Y, and are removed.
 */
public final class ThinQr implements AutoCloseable {
    private static final int MAX_PASSES = 8;
    private static final int RAISING_PASSES = 4;

    private final @Nullable MultiVector q;
    private final DMatrixRMaj r;

    private ThinQr(@Nullable MultiVector q, DMatrixRMaj r) {
        this.q = q;
        this.r = r;
    }

    /**
     * Factorises a block.
     *
     * @param y the block, of k ≤ n columns; not modified
     * @return the factors; the caller closes them
     * @throws NtkException {@link ErrorId#NON_FINITE} if inner products of Y are not finite,
     *     {@link ErrorId#NUMERICAL_FAILURE} if Q does not become orthonormal
     */
    public static ThinQr of(MultiVector y) {
        DMatrixRMaj gram = y.gram(y);
        int k = y.columns();
        double[] lengths = new double[k];
        double[] inverse = new double[k];
        int nonZero = 0;
        for (int j = 0; j < k; j++) {
            lengths[j] = Math.sqrt(gram.get(j, j));
            Finite.require("The length of a vector to be orthonormalised", lengths[j]);
            if (lengths[j] > 0) {
                inverse[j] = 1 / lengths[j];
                nonZero++;
            }
        }
        if (nonZero == 0) {
            return new ThinQr(null, new DMatrixRMaj(0, k));
        }
        DMatrixRMaj scaling = CommonOps_DDRM.diag(inverse);
        DMatrixRMaj kept = nonZero == k ? scaling : withoutZeroColumns(scaling, inverse, nonZero);
        Factors factors = nonZero == k ? new Factors(y, gram, kept) : ofNonZeroColumns(y, kept);
        try {
            orthonormalise(factors);
            return truncate(factors.own(), factors.r, kept, lengths);
        } catch (RuntimeException | Error e) {
            factors.close();
            throw e;
        }
    }

    private static DMatrixRMaj withoutZeroColumns(DMatrixRMaj scaling, double[] inverse, int nonZero) {
        DMatrixRMaj kept = new DMatrixRMaj(inverse.length, nonZero);
        int column = 0;
        for (int j = 0; j < inverse.length; j++) {
            if (inverse[j] > 0) {
                kept.set(j, column++, scaling.get(j, j));
            }
        }
        return kept;
    }

    private static Factors ofNonZeroColumns(MultiVector y, DMatrixRMaj kept) {
        try (MultiVector nonZero = y.times(kept)) {
            Factors factors = new Factors(nonZero, nonZero.gram(nonZero), CommonOps_DDRM.identity(nonZero.columns()));
            factors.own();
            return factors;
        }
    }

    /** Q and R under construction; the product Q R stays the same throughout. */
    private static final class Factors implements AutoCloseable {
        private MultiVector q;
        private boolean isOwn;
        private DMatrixRMaj gram;
        private DMatrixRMaj r;

        /** Begins with a block of the caller, which is not modified. */
        Factors(MultiVector q, DMatrixRMaj gram, DMatrixRMaj r) {
            this.q = q;
            this.gram = gram;
            this.r = r;
        }

        /** Q in a block of its own. */
        MultiVector own() {
            if (!isOwn) {
                q = q.copy();
                isOwn = true;
            }
            return q;
        }

        /** Q ← Q F and R ← B R, with F B = I, or nearly so. */
        void transform(DMatrixRMaj forward, DMatrixRMaj backward) {
            MultiVector next = q.times(forward);
            close();
            q = next;
            isOwn = true;
            gram = q.gram(q);
            r = CommonOps_DDRM.mult(backward, r, null);
        }

        @Override
        public void close() {
            if (isOwn) {
                q.close();
            }
        }
    }

    /** Makes the columns of Q orthonormal. */
    private static void orthonormalise(Factors factors) {
        MultiVector first = factors.q;
        double storage = first.space().precision().epsilon();
        double rounding = 4 * storage + 4 * Math.sqrt((double) first.space().dimension()) * 0x1p-52;
        double floor = Math.max(first.columns() * 0x1p-52, storage * storage);
        for (int p = 0; p < MAX_PASSES; p++) {
            int pass = p;
            DMatrixRMaj gram = factors.gram;
            if (distanceFromIdentity(gram) <= rounding) {
                return;
            }
            int k = factors.q.columns();
            DMatrixRMaj scale = new DMatrixRMaj(k, 1);
            for (int j = 0; j < k; j++) {
                // The difference of two equal columns is zero to the last bit.
                scale.set(j, gram.get(j, j) > 0 ? Math.sqrt(gram.get(j, j)) : 1);
            }
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    gram.set(i, j, gram.get(i, j) / (scale.get(i) * scale.get(j)));
                }
            }
            SymmetricEigen eigen = SymmetricEigen.of("a Gram matrix of vectors to be orthonormalised", gram);
            double[] values = eigen.values();
            double least = floor * values[0];
            int[] kept = IntStream.range(0, k)
                    .filter(j -> pass < RAISING_PASSES || values[j] > least)
                    .toArray();
            DMatrixRMaj forward = new DMatrixRMaj(k, kept.length);
            DMatrixRMaj backward = new DMatrixRMaj(kept.length, k);
            for (int j = 0; j < kept.length; j++) {
                double root = Math.sqrt(Math.max(values[kept[j]], least));
                for (int i = 0; i < k; i++) {
                    double element = eigen.vectors().get(i, kept[j]);
                    forward.set(i, j, element / (scale.get(i) * root));
                    backward.set(j, i, element * scale.get(i) * root);
                }
            }
            factors.transform(forward, backward);
        }
        throw failure(factors.q, "the columns were not orthonormal after " + MAX_PASSES + " passes");
    }

    /** Removes the directions that only rounding put there, and restores the lengths of the columns. */
    private static ThinQr truncate(MultiVector q, DMatrixRMaj r, DMatrixRMaj kept, double[] lengths) {
        int rows = r.getNumRows();
        int columns = r.getNumCols();
        SingularValueDecomposition_F64<DMatrixRMaj> svd =
                DecompositionFactory_DDRM.svd(rows, columns, true, true, false);
        if (!svd.decompose(r.copy())) {
            throw failure(q, "the singular value decomposition of R failed");
        }
        double[] values = svd.getSingularValues();
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        double tolerance = lengths.length * q.space().precision().epsilon() * largest;
        DMatrixRMaj u = svd.getU(null, false);
        DMatrixRMaj basis = new DMatrixRMaj(rows, rows);
        int rank = 0;
        for (int j = 0; j < rows; j++) {
            if (values[j] > tolerance) {
                for (int i = 0; i < rows; i++) {
                    basis.set(i, rank, u.get(i, j));
                }
                rank++;
            }
        }
        // Back to the columns of Y: those of length zero have zero coordinates.
        DMatrixRMaj restore = new DMatrixRMaj(columns, lengths.length);
        for (int j = 0; j < lengths.length; j++) {
            for (int i = 0; i < columns; i++) {
                restore.set(i, j, kept.get(j, i) > 0 ? lengths[j] : 0);
            }
        }
        DMatrixRMaj full = CommonOps_DDRM.mult(r, restore, null);
        if (rank == rows) {
            return new ThinQr(q, full);
        }
        DMatrixRMaj directions = CommonOps_DDRM.extract(basis, 0, rows, 0, rank);
        MultiVector truncated = q.times(directions);
        q.close();
        return new ThinQr(truncated, CommonOps_DDRM.multTransA(directions, full, null));
    }

    private static double distanceFromIdentity(DMatrixRMaj gram) {
        Finite.require("An inner product of vectors to be orthonormalised", gram);
        double distance = 0;
        for (int i = 0; i < gram.getNumRows(); i++) {
            for (int j = 0; j < gram.getNumCols(); j++) {
                distance = Math.max(distance, Math.abs(gram.get(i, j) - (i == j ? 1 : 0)));
            }
        }
        return distance;
    }

    private static NtkException failure(MultiVector block, String what) {
        return new NtkException(
                ErrorId.NUMERICAL_FAILURE,
                "A block of vectors could not be orthonormalised: " + what + ".",
                block.space().precision().orWider("Use fewer samples"));
    }

    /** {@return the rank r found} */
    public int rank() {
        return r.getNumRows();
    }

    /**
     * Q.
     *
     * @return orthonormal columns, whose number is the rank; owned by this factorisation
     * @throws IllegalStateException if the rank is 0: there is no block of no columns
     */
    public MultiVector q() {
        if (q == null) {
            throw new IllegalStateException("rank 0");
        }
        return q;
    }

    /** {@return R {@code [rank, k]} with Y = Q R} */
    public DMatrixRMaj r() {
        return r;
    }

    @Override
    public void close() {
        if (q != null) {
            q.close();
        }
    }
}
