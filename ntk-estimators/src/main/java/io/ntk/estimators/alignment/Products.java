package io.ntk.estimators.alignment;

import io.ntk.api.linalg.MultiVector;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** Inner products ⟨Ax, Bx⟩, ‖Ax‖² and ‖Bx‖² of the images of vectors x under two operators. */
final class Products {
    private final double[] cross;
    private final double[] before;
    private final double[] after;

    /** Keeps the arrays, which must have one length. */
    Products(double[] cross, double[] before, double[] after) {
        this.cross = cross;
        this.before = before;
        this.after = after;
    }

    /** Room for the products of a number of vectors. */
    static Products ofSize(int vectors) {
        return new Products(new double[vectors], new double[vectors], new double[vectors]);
    }

    /** Those of Ax and Bx, column by column. */
    static Products of(MultiVector ax, MultiVector bx) {
        return of(ax.pairDots(bx));
    }

    /** From three rows: ‖Ax‖², ⟨Ax, Bx⟩ and ‖Bx‖². */
    static Products of(double[][] pairDots) {
        return new Products(pairDots[1], pairDots[0], pairDots[2]);
    }

    /** These, of Ax and Bx, without the part inside an orthonormal Q, by its coordinates QᵀAx and QᵀBx. */
    Products minus(DMatrixRMaj insideA, DMatrixRMaj insideB) {
        Products outside = first(size());
        for (int i = 0; i < insideA.getNumRows(); i++) {
            for (int j = 0; j < size(); j++) {
                outside.cross[j] -= insideA.get(i, j) * insideB.get(i, j);
                outside.before[j] -= insideA.get(i, j) * insideA.get(i, j);
                outside.after[j] -= insideB.get(i, j) * insideB.get(i, j);
            }
        }
        return outside;
    }

    int size() {
        return cross.length;
    }

    double cross(int vector) {
        return cross[vector];
    }

    double before(int vector) {
        return before[vector];
    }

    double after(int vector) {
        return after[vector];
    }

    double crossSum() {
        return Arrays.stream(cross).sum();
    }

    double beforeSum() {
        return Arrays.stream(before).sum();
    }

    double afterSum() {
        return Arrays.stream(after).sum();
    }

    /** Copies products in, from a position on. */
    void put(int at, Products block) {
        System.arraycopy(block.cross, 0, cross, at, block.size());
        System.arraycopy(block.before, 0, before, at, block.size());
        System.arraycopy(block.after, 0, after, at, block.size());
    }

    /** Those of the first vectors. */
    Products first(int count) {
        return new Products(Arrays.copyOf(cross, count), Arrays.copyOf(before, count), Arrays.copyOf(after, count));
    }
}
