package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.linalg.SymmetricEigen;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * AX for several operators A and the columns X that were last added to an orthonormal Q, from which follow the directions
 * outside Q in which the operators are largest.
 *
 * <p>With P = I − QQᵀ, the Nyström approximation of A outside the columns that were added before X is
 * AX (XᵀAX)⁻¹ XᵀA, so of PAP it is PAX (XᵀAX)⁻¹ XᵀAP. Where A has negative eigenvalues, |XᵀAX| takes the place of XᵀAX. Each is
 * divided by the norm of its operator, as far
 * as that is known, so that neither the largest nor its unit decides; the eigenvectors of their sum with the largest
 * eigenvalues are what to add to Q next. They follow from Gram matrices of all AX alone, because QᵀAX is known.
 */
final class RecentImages implements AutoCloseable {
    private final int operators;
    private final int width;

    /** {@code width} columns for each operator. */
    private final MultiVector images;

    /** The column of Q that was multiplied to give each column here. */
    private final int[] origins;

    /** The inner products of all images. */
    private final DMatrixRMaj gram;

    private int held;
    private int next;

    /** Keeps at most {@code width} columns of each operator; the oldest make room. */
    RecentImages(VectorSpace space, int operators, int width) {
        this.operators = operators;
        this.width = width;
        this.images = space.zeros(operators * width);
        this.origins = new int[width];
        this.gram = new DMatrixRMaj(operators * width, operators * width);
    }

    /** How many columns are kept of each operator. */
    int width() {
        return width;
    }

    /**
     * Adds images.
     *
     * @param added AX for k ≤ {@code width} columns X of Q and each operator A
     * @param all the same side by side
     * @param origin the first of those columns
     */
    void add(List<MultiVector> added, MultiVector all, int origin) {
        int count = added.get(0).columns();
        int at = next + count > width ? 0 : next;
        for (int operator = 0; operator < operators; operator++) {
            images.setColumns(operator * width + at, added.get(operator));
        }
        for (int j = 0; j < count; j++) {
            origins[at + j] = origin + j;
        }
        next = at + count;
        held = Math.max(held, next);
        DMatrixRMaj products = images.gram(all);
        for (int operator = 0; operator < operators; operator++) {
            for (int j = 0; j < count; j++) {
                int column = operator * width + at + j;
                for (int i = 0; i < operators * width; i++) {
                    double product = products.get(i, operator * count + j);
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
     * @param h QᵀAQ for each operator
     * @param squaredNorms what is known of the operators' squared norms
     * @return the directions, which the caller closes, if the images hold any
     */
    Optional<MultiVector> leading(int most, GrowingBasis q, List<DMatrixRMaj> h, double[] squaredNorms) {
        List<DMatrixRMaj> inside = h.stream().map(this::columns).toList();
        List<DMatrixRMaj> factors = IntStream.range(0, operators)
                .mapToObj(i -> inverseRoot(rows(inside.get(i)), squaredNorms[i]))
                .toList();
        int size = operators * held;
        DMatrixRMaj outside = new DMatrixRMaj(size, size);
        for (int i = 0; i < operators; i++) {
            for (int j = i; j < operators; j++) {
                DMatrixRMaj block =
                        between(factors.get(i), outside(i, j, inside.get(i), inside.get(j)), factors.get(j));
                CommonOps_DDRM.insert(block, outside, i * held, j * held);
                if (i < j) {
                    CommonOps_DDRM.insert(CommonOps_DDRM.transpose(block, null), outside, j * held, i * held);
                }
            }
        }
        SymmetricEigen eigen = SymmetricEigen.of("what is left of the kernels", outside);
        // Eigenvalues are in units of the operators' norms; what is smaller is rounding errors of the images.
        double least = rounding();
        int count = 0;
        while (count < Math.min(most, size) && eigen.values()[count] > least) {
            count++;
        }
        if (count == 0) {
            return Optional.empty();
        }
        DMatrixRMaj leading = CommonOps_DDRM.extract(eigen.vectors(), 0, size, 0, count);
        for (int j = 0; j < count; j++) {
            double root = Math.sqrt(eigen.values()[j]);
            for (int i = 0; i < size; i++) {
                leading.set(i, j, leading.get(i, j) / root);
            }
        }
        DMatrixRMaj weights = new DMatrixRMaj(operators * width, count);
        DMatrixRMaj along = new DMatrixRMaj(q.size(), count);
        for (int i = 0; i < operators; i++) {
            DMatrixRMaj ofOne = CommonOps_DDRM.mult(
                    factors.get(i), CommonOps_DDRM.extract(leading, i * held, (i + 1) * held, 0, count), null);
            CommonOps_DDRM.insert(ofOne, weights, i * width, 0);
            CommonOps_DDRM.multAdd(inside.get(i), ofOne, along);
        }
        MultiVector directions = images.times(weights);
        q.takeOutOf(directions, along);
        return Optional.of(directions);
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

    /** (PAX)ᵀPBX for the operators A and B of those numbers, from QᵀAX and QᵀBX. */
    private DMatrixRMaj outside(int a, int b, DMatrixRMaj left, DMatrixRMaj right) {
        int row = a * width;
        int column = b * width;
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
