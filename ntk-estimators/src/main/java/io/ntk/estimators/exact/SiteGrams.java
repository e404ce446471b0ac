package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * G(s, r) = Σ_t D_{a,s}ᵀ P_a(t,s)ᵀ P_b(t,r) D_{b,r}: the inner products of the derivatives of the observations with
 * respect to the site values of two models, for one trial, all left classes and a slab of columns of one right class.
 *
 * <p>With S_t of {@link StateGrams}, a sweep forward carries Z_s = A_{b,s} Z_{s−1} from Z_r = D_{b,r}
 * and gives G(s, r) = D_{a,s}ᵀ S_s Z_s for s ≥ r; a sweep backward carries X_s = A_{a,s+1}ᵀ X_{s+1} from X_r = S_r
 * D_{b,r} and gives G(s, r) = D_{a,s}ᵀ X_s for s &lt; r. All r are carried side by side, so each step is one matrix
 * product.
 */
final class SiteGrams {
    /** Receives G. The rows are valid only during the call. */
    interface Sink {
        /**
         * Receives G at one left place and step, for a range of right indices.
         *
         * @param rows the rows of G, each holding the columns of right index 0, then of 1, and so on
         * @param first the first right index, r · places + place, that the rows hold
         * @param end the right index after the last
         */
        void accept(SiteGramRows rows, int first, int end);
    }

    private enum Role {
        STATE_GRAMS,
        LEFT_STATE,
        RIGHT_STATE,
        CARRIED,
        CARRIED_NEXT,
        PRODUCT,
        SITE_PRODUCT
    }

    /** The role of D of a left class at a place. */
    private record LeftSite(int ofClass, int place) {}

    private final ModelPieces a;
    private final ModelPieces b;
    private final List<? extends SiteColumns> left;
    private final SiteColumns right;
    private final int from;
    private final int slab;
    private final DirectBuffers workspace;
    private final DenseProducts products;
    private final Precision precision;

    private final int steps;
    private final int stateSize;
    private final int size;
    private final int places;
    private final int stepColumns;
    private final int length;

    private final Elements stateA;
    private final Elements stateB;
    private final List<List<LeftColumns>> leftColumns;
    private final List<DoubleBuffer> rightJacobians;
    private final Elements stateGrams;

    /**
     * D of a left class at a place: for products of matrices in the precision of the sweeps, unless it is sparse.
     *
     * @param given as the model keeps it
     * @param rounded null where it is sparse
     */
    private record LeftColumns(
            SiteShape shape, DoubleBuffer given, @Nullable Elements rounded) {}

    /**
     * Reads the pieces and computes S.
     *
     * @param pair the models
     * @param trial the trial
     * @param left columns of the left model
     * @param right columns of the right model
     * @param from the first column of the slab, of the right columns
     * @param to the column after the last
     * @param workspace the source of buffers
     */
    SiteGrams(
            ModelPair pair,
            int trial,
            List<? extends SiteColumns> left,
            SiteColumns right,
            int from,
            int to,
            DirectBuffers workspace) {
        this.a = pair.left();
        this.b = pair.right();
        this.left = left;
        this.right = right;
        this.from = from;
        this.slab = to - from;
        this.workspace = workspace;
        this.products = a.products();
        this.precision = pair.precision();
        this.steps = a.steps(trial);
        this.stateSize = a.stateSize();
        this.size = a.perturbationSize();
        this.places = right.places();
        this.stepColumns = places * slab;
        this.length = steps * stepColumns;
        DoubleBuffer givenA = a.stateJacobians(trial, workspace);
        DoubleBuffer givenB = b.stateJacobians(trial, workspace);
        DoubleBuffer grams = StateGrams.of(pair, trial, givenA, givenB, workspace);
        long stateElements = (long) steps * stateSize * stateSize;
        this.stateGrams = rounded(Role.STATE_GRAMS, grams, (long) steps * size * size);
        this.stateA = rounded(Role.LEFT_STATE, givenA, stateElements);
        this.stateB = pair.isSquare() ? stateA : rounded(Role.RIGHT_STATE, givenB, stateElements);
        this.leftColumns = IntStream.range(0, left.size())
                .mapToObj(p -> leftColumns(p, trial))
                .toList();
        this.rightJacobians = IntStream.range(0, places)
                .mapToObj(place -> right.jacobians(place, trial, workspace))
                .toList();
    }

    private List<LeftColumns> leftColumns(int p, int trial) {
        SiteColumns of = left.get(p);
        return IntStream.range(0, of.places())
                .mapToObj(place -> {
                    DoubleBuffer given = of.jacobians(place, trial, workspace);
                    SiteShape shape = of.shape(place);
                    Elements rounded = shape.isSparse()
                            ? null
                            : rounded(new LeftSite(p, place), given, (long) steps * size * of.width());
                    return new LeftColumns(shape, given, rounded);
                })
                .toList();
    }

    private Elements rounded(Object role, DoubleBuffer given, long count) {
        return Elements.rounded(workspace, role, precision, given, count);
    }

    private Elements elements(Role role, long count) {
        return Elements.of(workspace, role, precision, count);
    }

    /** {@return the number of elements that a sweep over time holds for any slab} */
    static long fixedElements(ModelPair pair) {
        long u = pair.left().perturbationSize();
        long steps = pair.left().steps();
        long ofModels = 2 * pair.left().scratchElements();
        // What is rounded is a copy.
        long copies = pair.precision() == Precision.FLOAT64 ? 0 : u * u * steps + ofModels;
        return u * u * (steps + 2) + ofModels + Elements.doubles(pair.precision(), copies);
    }

    /** {@return the number of elements that a sweep over time holds for each column of a slab} */
    static long elementsPerColumn(ModelPair pair, List<? extends SiteColumns> left, SiteColumns right) {
        long widest = left.stream().mapToLong(SiteColumns::width).max().orElse(0);
        long elements =
                (3L * pair.left().perturbationSize() + widest) * pair.left().steps() * right.places();
        return Elements.doubles(pair.precision(), elements);
    }

    /** {@return the operations of both sweeps over all trials, for slabs of so many columns of right columns} */
    static double flops(ModelPair pair, List<? extends SiteColumns> left, SiteColumns right, int slab) {
        double s = pair.left().stateSize();
        double u = pair.left().perturbationSize();
        double dense = 0;
        for (SiteColumns of : left) {
            for (int place = 0; place < of.places(); place++) {
                SiteShape shape = of.shape(place);
                dense += shape.isSparse() ? shape.nonZeros() : of.width() * u;
            }
        }
        double slabs = Math.ceil((double) right.width() / slab);
        double flops = 0;
        for (int trial = 0; trial < pair.left().trials(); trial++) {
            double steps = pair.left().steps(trial);
            double columns = (double) right.width() * right.places() * steps;
            flops += slabs * steps * 4 * s * s * s + columns * (steps * (2 * s * s + u * u + 2 * dense) + 2 * s * u);
        }
        return flops;
    }

    /** The square matrix of a step. */
    private static DenseMatrix square(Elements matrices, int step, int size) {
        return matrices.matrix(step * size * size, size, size);
    }

    /** Some columns of all steps' side by side. */
    private DenseMatrix slice(Elements matrix, int rows, int firstColumn, int columns) {
        return matrix.matrix(firstColumn, rows, columns, length);
    }

    /**
     * Computes G(s, r) for s ≥ r.
     *
     * @param sink receives it
     */
    void forward(Sink sink) {
        Elements carried = elements(Role.CARRIED, (long) size * length);
        Elements next = elements(Role.CARRIED_NEXT, (long) size * length);
        Elements product = elements(Role.PRODUCT, (long) size * length);
        for (int s = 0; s < steps; s++) {
            int earlier = s * stepColumns;
            if (s > 0) {
                products.multiply(
                        1,
                        square(stateB, s, stateSize),
                        slice(carried, stateSize, 0, earlier),
                        0,
                        slice(next, stateSize, 0, earlier));
                for (int row = stateSize; row < size; row++) {
                    next.zero(row * length, earlier);
                }
                Elements swap = carried;
                carried = next;
                next = swap;
            }
            placeColumns(s, carried);
            products.multiply(
                    1,
                    square(stateGrams, s, size),
                    slice(carried, size, 0, earlier + stepColumns),
                    0,
                    slice(product, size, 0, earlier + stepColumns));
            emit(s, 0, (s + 1) * places, product, size, sink);
        }
    }

    /**
     * Computes G(s, r) for s &lt; r.
     *
     * @param sink receives it
     */
    void backward(Sink sink) {
        Elements carried = elements(Role.CARRIED, (long) size * length);
        Elements next = elements(Role.CARRIED_NEXT, (long) size * length);
        Elements columns = elements(Role.PRODUCT, (long) size * length);
        for (int s = steps - 1; s >= 0; s--) {
            int at = s * stepColumns;
            if (s < steps - 1) {
                int later = at + stepColumns;
                products.multiply(
                        1,
                        square(stateA, s + 1, stateSize).transpose(),
                        slice(carried, stateSize, later, length - later),
                        0,
                        slice(next, stateSize, later, length - later));
                Elements swap = carried;
                carried = next;
                next = swap;
                emit(s, (s + 1) * places, steps * places, carried, stateSize, sink);
            }
            placeColumns(s, columns);
            products.multiply(
                    1,
                    stateGrams.matrix(s * size * size, stateSize, size),
                    slice(columns, size, at, stepColumns),
                    0,
                    slice(carried, stateSize, at, stepColumns));
        }
    }

    /** Copies the slab of D_{b,r} to the columns of step r. */
    private void placeColumns(int r, Elements out) {
        for (int place = 0; place < places; place++) {
            int at = r * stepColumns + place * slab;
            SiteShape shape = right.shape(place);
            DoubleBuffer jacobians = rightJacobians.get(place);
            for (int row = 0; row < size; row++) {
                if (shape.isSparse()) {
                    out.zero(row * length + at, slab);
                } else {
                    out.put(row * length + at, jacobians, (r * size + row) * right.width() + from, slab);
                }
            }
            for (int k = 0; k < slab && shape.isSparse(); k++) {
                for (int i = shape.begin(from + k); i < shape.begin(from + k + 1); i++) {
                    out.put(shape.rowOf(i) * length + at + k, jacobians.get(r * shape.nonZeros() + i));
                }
            }
        }
    }

    /** Multiplies the first rows of a matrix by D_{a,s}ᵀ, at every left place. */
    private void emit(int s, int first, int end, Elements matrix, int rows, Sink sink) {
        int firstColumn = first * slab;
        int columns = end * slab - firstColumn;
        for (int p = 0; p < left.size(); p++) {
            int width = left.get(p).width();
            List<LeftColumns> ofPlaces = leftColumns.get(p);
            for (int place = 0; place < ofPlaces.size(); place++) {
                int index = s * ofPlaces.size() + place;
                LeftColumns of = ofPlaces.get(place);
                if (of.rounded() == null) {
                    sink.accept(
                            SiteGramRows.sparse(p, index, matrix, length, of.shape(), of.given(), s, rows), first, end);
                } else {
                    Elements product = elements(Role.SITE_PRODUCT, (long) width * length);
                    products.multiply(
                            1,
                            of.rounded().matrix(s * size * width, rows, width).transpose(),
                            slice(matrix, rows, firstColumn, columns),
                            0,
                            slice(product, width, firstColumn, columns));
                    sink.accept(SiteGramRows.plain(p, index, product, length, width), first, end);
                }
            }
        }
    }
}
