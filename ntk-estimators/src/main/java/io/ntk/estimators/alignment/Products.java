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

    /** Draws of what is left of the three traces of kernels 0 and 1 outside Q. */
    static Products rest(Images probes) {
        DMatrixRMaj a = probes.coordinates(0);
        DMatrixRMaj b = probes.coordinates(1);
        return new Products(
                Images.rest(probes.dots(0, 1), a, b),
                Images.rest(probes.dots(0, 0), a, a),
                Images.rest(probes.dots(1, 1), b, b));
    }

    int size() {
        return cross.length;
    }

    /** ⟨Ax, Bx⟩ for each x, not to be changed. */
    double[] cross() {
        return cross;
    }

    /** ‖Ax‖², likewise. */
    double[] before() {
        return before;
    }

    /** ‖Bx‖², likewise. */
    double[] after() {
        return after;
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

    /** Those of some of the vectors. */
    Products between(int from, int until) {
        return new Products(
                Arrays.copyOfRange(cross, from, until),
                Arrays.copyOfRange(before, from, until),
                Arrays.copyOfRange(after, from, until));
    }

    /** Those of the first vectors. */
    Products first(int count) {
        return new Products(Arrays.copyOf(cross, count), Arrays.copyOf(before, count), Arrays.copyOf(after, count));
    }
}
