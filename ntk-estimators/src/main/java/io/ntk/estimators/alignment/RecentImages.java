package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.linalg.SymmetricEigen;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * AX and BX for the columns X that were last added to an orthonormal Q, from which follow the directions outside Q in which
 * A and B are largest.
 *
 * <p>With P = I − QQᵀ, the Nyström approximation of A outside the columns that were added before X is
 * AX (XᵀAX)⁻¹ XᵀA, so of PAP it is PAX (XᵀAX)⁻¹ XᵀAP, and for B alike. Where A has negative eigenvalues, |XᵀAX| takes the place of
 * XᵀAX. Each is divided by the norm of its operator, as far
 * as that is known, so that neither the larger nor its unit decides; the eigenvectors of their sum with the largest
 * eigenvalues are what to add to Q next. They follow from Gram matrices of AX and BX alone, because QᵀAX is known.
 */
final class RecentImages implements AutoCloseable {
    private final int width;
    /** AX in the first half, BX in the second. */
    private final MultiVector images;

    /** The column of Q that was multiplied to give each column here. */
    private final int[] origins;

    /** The inner products of all images. */
    private final DMatrixRMaj gram;

    private int held;
    private int next;

    /** Keeps at most {@code width} columns of each operator; the oldest make room. */
    RecentImages(VectorSpace space, int width) {
        this.width = width;
        this.images = space.zeros(2 * width);
        this.origins = new int[width];
        this.gram = new DMatrixRMaj(2 * width, 2 * width);
    }

    /**
     * Adds images.
     *
     * @param ax AX for k ≤ {@code width} columns X of Q
     * @param bx BX
     * @param both AX, then BX
     * @param origin the first of those columns
     */
    void add(MultiVector ax, MultiVector bx, MultiVector both, int origin) {
        int count = ax.columns();
        int at = next + count > width ? 0 : next;
        images.setColumns(at, ax);
        images.setColumns(width + at, bx);
        for (int j = 0; j < count; j++) {
            origins[at + j] = origin + j;
        }
        next = at + count;
        held = Math.max(held, next);
        DMatrixRMaj products = images.gram(both);
        for (int half = 0; half < 2; half++) {
            for (int j = 0; j < count; j++) {
                int column = half * width + at + j;
                for (int i = 0; i < 2 * width; i++) {
                    double product = products.get(i, half * count + j);
                    gram.set(i, column, product);
                    gram.set(column, i, product);
                }
            }
        }
    }

    /**
     * The leading directions outside Q, orthonormal up to rounding errors, which may lie along Q too.
     *
     * @param most how many at most
     * @param q the basis Q
     * @param ha QᵀAQ
     * @param hb QᵀBQ
     * @param known what is known of both operators' norms
     * @return the directions, which the caller closes, if the images hold any
     */
    Optional<MultiVector> leading(int most, GrowingBasis q, DMatrixRMaj ha, DMatrixRMaj hb, AlignmentParts known) {
        DMatrixRMaj insideA = columns(ha);
        DMatrixRMaj insideB = columns(hb);
        DMatrixRMaj factorA = inverseRoot(rows(insideA), known.squaredFrobeniusBefore());
        DMatrixRMaj factorB = inverseRoot(rows(insideB), known.squaredFrobeniusAfter());
        DMatrixRMaj mixed = between(factorA, outside(0, width, insideA, insideB), factorB);
        DMatrixRMaj outside = new DMatrixRMaj(2 * held, 2 * held);
        CommonOps_DDRM.insert(between(factorA, outside(0, 0, insideA, insideA), factorA), outside, 0, 0);
        CommonOps_DDRM.insert(mixed, outside, 0, held);
        CommonOps_DDRM.insert(CommonOps_DDRM.transpose(mixed, null), outside, held, 0);
        CommonOps_DDRM.insert(between(factorB, outside(width, width, insideB, insideB), factorB), outside, held, held);
        SymmetricEigen eigen = SymmetricEigen.of("what is left of both kernels", outside);
        // Eigenvalues are in units of the operators' norms; what is smaller is rounding errors of the images.
        double least = rounding();
        int count = 0;
        while (count < Math.min(most, 2 * held) && eigen.values()[count] > least) {
            count++;
        }
        if (count == 0) {
            return Optional.empty();
        }
        DMatrixRMaj leading = CommonOps_DDRM.extract(eigen.vectors(), 0, 2 * held, 0, count);
        for (int j = 0; j < count; j++) {
            double root = Math.sqrt(eigen.values()[j]);
            for (int i = 0; i < 2 * held; i++) {
                leading.set(i, j, leading.get(i, j) / root);
            }
        }
        DMatrixRMaj ofA = CommonOps_DDRM.mult(factorA, half(leading, 0), null);
        DMatrixRMaj ofB = CommonOps_DDRM.mult(factorB, half(leading, held), null);
        DMatrixRMaj all = new DMatrixRMaj(2 * width, count);
        CommonOps_DDRM.insert(ofA, all, 0, 0);
        CommonOps_DDRM.insert(ofB, all, width, 0);
        MultiVector directions = images.times(all);
        DMatrixRMaj along = CommonOps_DDRM.mult(insideA, ofA, null);
        CommonOps_DDRM.multAdd(insideB, ofB, along);
        q.takeOutOf(directions, along);
        return Optional.of(directions);
    }

    private DMatrixRMaj half(DMatrixRMaj leading, int from) {
        return CommonOps_DDRM.extract(leading, from, from + held, 0, leading.getNumCols());
    }

    private double rounding() {
        return width * images.space().precision().epsilon();
    }

    /** The columns of QᵀAQ that belong to these images. */
    private DMatrixRMaj columns(DMatrixRMaj h) {
        DMatrixRMaj columns = new DMatrixRMaj(h.getNumRows(), held);
        for (int i = 0; i < h.getNumRows(); i++) {
            for (int j = 0; j < held; j++) {
                columns.set(i, j, h.get(i, origins[j]));
            }
        }
        return columns;
    }

    /** XᵀAX from QᵀAX. */
    private DMatrixRMaj rows(DMatrixRMaj inside) {
        DMatrixRMaj rows = new DMatrixRMaj(held, held);
        for (int i = 0; i < held; i++) {
            for (int j = 0; j < held; j++) {
                rows.set(i, j, (inside.get(origins[i], j) + inside.get(origins[j], i)) / 2);
            }
        }
        return rows;
    }

    /**
     * F with FFᵀ = |XᵀAX|⁻¹ / ‖A‖, directions being ranked by the size of what A makes of them, whatever its sign; its columns are
     * zero for the eigenvectors of XᵀAX that rounding decides.
     */
    private DMatrixRMaj inverseRoot(DMatrixRMaj h, double squaredNorm) {
        DMatrixRMaj factor = new DMatrixRMaj(held, held);
        if (!(squaredNorm > 0)) {
            return factor;
        }
        if (CommonOps_DDRM.trace(h) < 0) {
            // −A is handled as A is, to the last bit.
            CommonOps_DDRM.changeSign(h);
        }
        SymmetricEigen eigen = SymmetricEigen.of("a kernel inside its sketch", h);
        double[] values = eigen.values();
        double least = rounding() * Math.max(Math.abs(values[0]), Math.abs(values[held - 1]));
        for (int j = 0; j < held; j++) {
            if (Math.abs(values[j]) > least) {
                double root = Math.sqrt(Math.abs(values[j]) * Math.sqrt(squaredNorm));
                for (int i = 0; i < held; i++) {
                    factor.set(i, j, eigen.vectors().get(i, j) / root);
                }
            }
        }
        return factor;
    }

    /** (PAX)ᵀPBX, for instance, from the part of the Gram matrix that begins there, QᵀAX and QᵀBX. */
    private DMatrixRMaj outside(int row, int column, DMatrixRMaj left, DMatrixRMaj right) {
        DMatrixRMaj outside = CommonOps_DDRM.extract(gram, row, row + held, column, column + held);
        CommonOps_DDRM.multAddTransA(-1, left, right, outside);
        return outside;
    }

    private static DMatrixRMaj between(DMatrixRMaj left, DMatrixRMaj middle, DMatrixRMaj right) {
        return CommonOps_DDRM.multTransA(left, CommonOps_DDRM.mult(middle, right, null), null);
    }

    @Override
    public void close() {
        images.close();
    }
}
