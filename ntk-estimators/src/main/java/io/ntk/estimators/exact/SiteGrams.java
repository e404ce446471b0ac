package io.ntk.estimators.exact;

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
 * <p>With S_t = CᵀC + A_{a,t+1}ᵀ S_{t+1} A_{b,t+1}, a sweep forward carries Z_s = A_{b,s} Z_{s−1} from Z_r = D_{b,r}
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
        CARRIED,
        CARRIED_NEXT,
        PRODUCT,
        SITE_PRODUCT
    }

    private final ModelPieces a;
    private final ModelPieces b;
    private final @Nullable DoubleBuffer observedGram;
    private final int trial;
    private final List<? extends SiteColumns> left;
    private final SiteColumns right;
    private final int from;
    private final int slab;
    private final DirectBuffers workspace;
    private final DenseProducts products;

    private final int steps;
    private final int stateSize;
    private final int size;
    private final int places;
    private final int stepColumns;
    private final int length;

    private final DoubleBuffer stateA;
    private final DoubleBuffer stateB;
    private final List<List<DoubleBuffer>> leftJacobians;
    private final List<DoubleBuffer> rightJacobians;
    private final DoubleBuffer stateGrams;

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
        this.observedGram = pair.observedGram();
        this.trial = trial;
        this.left = left;
        this.right = right;
        this.from = from;
        this.slab = to - from;
        this.workspace = workspace;
        this.products = a.products();
        this.steps = a.steps(trial);
        this.stateSize = a.stateSize();
        this.size = a.perturbationSize();
        this.places = right.places();
        this.stepColumns = places * slab;
        this.length = steps * stepColumns;
        this.stateA = a.stateJacobians(trial, workspace);
        this.stateB = b.stateJacobians(trial, workspace);
        this.leftJacobians =
                left.stream().map(of -> jacobians(of, trial, workspace)).toList();
        this.rightJacobians = jacobians(right, trial, workspace);
        this.stateGrams = stateGrams();
    }

    private static List<DoubleBuffer> jacobians(SiteColumns of, int trial, DirectBuffers workspace) {
        return IntStream.range(0, of.places())
                .mapToObj(place -> of.jacobians(place, trial, workspace))
                .toList();
    }

    /**
     * {@return the largest diagonal element of S at the steps of a trial}
     *
     * @param square a model with itself
     * @param trial the trial
     * @param workspace the source of buffers
     */
    static double largestStateGram(ModelPair square, int trial, DirectBuffers workspace) {
        SiteColumns none = new ClassColumns(square.left(), new ParameterClass(0, List.of(), List.of()));
        SiteGrams grams = new SiteGrams(square, trial, List.of(), none, 0, 0, workspace);
        double largest = 0;
        for (int t = 0; t < grams.steps; t++) {
            for (int i = 0; i < grams.size; i++) {
                largest = Math.max(largest, grams.stateGrams.get((t * grams.size + i) * grams.size + i));
            }
        }
        return largest;
    }

    /** {@return the number of elements that a sweep over time holds for any slab} */
    static long fixedElements(ModelPair pair) {
        long u = pair.left().perturbationSize();
        return u * u * (pair.left().steps() + 2L) + 2 * pair.left().scratchElements();
    }

    /** {@return the number of elements that a sweep over time holds for each column of a slab} */
    static long elementsPerColumn(ModelPair pair, List<? extends SiteColumns> left, SiteColumns right) {
        long widest = left.stream().mapToLong(SiteColumns::width).max().orElse(0);
        return (3L * pair.left().perturbationSize() + widest) * pair.left().steps() * right.places();
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

    /** Computes S_t in the upper left of a matrix {@code [U, U]} for each step; the rest belongs to the outputs. */
    private DoubleBuffer stateGrams() {
        int block = size * size;
        int stateBlock = stateSize * stateSize;
        DoubleBuffer grams = workspace.get(Role.STATE_GRAMS, (long) steps * block);
        DenseMatrix between = DenseMatrix.of(workspace.get(Role.PRODUCT, stateBlock), 0, stateSize, stateSize);
        for (int t = steps - 1; t >= 0; t--) {
            if (a.isObserved(trial, t) && observedGram == null) {
                observed(t, grams);
            } else if (a.isObserved(trial, t)) {
                grams.put(t * block, observedGram, 0, block);
            } else {
                DirectBuffers.zero(grams, t * block, block);
            }
            if (t < steps - 1) {
                DenseMatrix gram = DenseMatrix.of(grams, t * block, stateSize, stateSize, size);
                DenseMatrix later = DenseMatrix.of(grams, (t + 1) * block, stateSize, stateSize, size);
                products.multiply(1, later, square(stateB, t + 1, stateSize), 0, between);
                products.multiply(1, square(stateA, t + 1, stateSize).transpose(), between, 1, gram);
            }
        }
        return grams;
    }

    /** C_aᵀ C_b of a step. */
    private void observed(int t, DoubleBuffer grams) {
        int rows = a.observedSize();
        DoubleBuffer left = a.observations(trial, workspace);
        DoubleBuffer right = b.observations(trial, workspace);
        products.multiply(
                1,
                DenseMatrix.of(left, t * rows * size, rows, size).transpose(),
                DenseMatrix.of(right, t * rows * size, rows, size),
                0,
                DenseMatrix.of(grams, t * size * size, size, size));
    }

    /** The square matrix of a step. */
    private static DenseMatrix square(DoubleBuffer matrices, int step, int size) {
        return DenseMatrix.of(matrices, step * size * size, size, size);
    }

    /** Some columns of all steps' side by side. */
    private DenseMatrix slice(DoubleBuffer matrix, int rows, int firstColumn, int columns) {
        return DenseMatrix.of(matrix, firstColumn, rows, columns, length);
    }

    /**
     * Computes G(s, r) for s ≥ r.
     *
     * @param sink receives it
     */
    void forward(Sink sink) {
        DoubleBuffer carried = workspace.get(Role.CARRIED, (long) size * length);
        DoubleBuffer next = workspace.get(Role.CARRIED_NEXT, (long) size * length);
        DoubleBuffer product = workspace.get(Role.PRODUCT, (long) size * length);
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
                    DirectBuffers.zero(next, row * length, earlier);
                }
                DoubleBuffer swap = carried;
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
        DoubleBuffer carried = workspace.get(Role.CARRIED, (long) size * length);
        DoubleBuffer next = workspace.get(Role.CARRIED_NEXT, (long) size * length);
        DoubleBuffer columns = workspace.get(Role.PRODUCT, (long) size * length);
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
                DoubleBuffer swap = carried;
                carried = next;
                next = swap;
                emit(s, (s + 1) * places, steps * places, carried, stateSize, sink);
            }
            placeColumns(s, columns);
            products.multiply(
                    1,
                    DenseMatrix.of(stateGrams, s * size * size, stateSize, size),
                    slice(columns, size, at, stepColumns),
                    0,
                    slice(carried, stateSize, at, stepColumns));
        }
    }

    /** Copies the slab of D_{b,r} to the columns of step r. */
    private void placeColumns(int r, DoubleBuffer out) {
        for (int place = 0; place < places; place++) {
            int at = r * stepColumns + place * slab;
            SiteShape shape = right.shape(place);
            DoubleBuffer jacobians = rightJacobians.get(place);
            for (int row = 0; row < size; row++) {
                if (shape.isSparse()) {
                    DirectBuffers.zero(out, row * length + at, slab);
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
    private void emit(int s, int first, int end, DoubleBuffer matrix, int rows, Sink sink) {
        int firstColumn = first * slab;
        int columns = end * slab - firstColumn;
        for (int p = 0; p < left.size(); p++) {
            int width = left.get(p).width();
            int leftPlaces = left.get(p).places();
            for (int place = 0; place < leftPlaces; place++) {
                int index = s * leftPlaces + place;
                SiteShape shape = left.get(p).shape(place);
                DoubleBuffer jacobians = leftJacobians.get(p).get(place);
                if (shape.isSparse()) {
                    sink.accept(SiteGramRows.sparse(p, index, matrix, length, shape, jacobians, s, rows), first, end);
                } else {
                    DoubleBuffer product = workspace.get(Role.SITE_PRODUCT, (long) width * length);
                    products.multiply(
                            1,
                            DenseMatrix.of(jacobians, s * size * width, rows, width)
                                    .transpose(),
                            slice(matrix, rows, firstColumn, columns),
                            0,
                            slice(product, width, firstColumn, columns));
                    sink.accept(SiteGramRows.plain(p, index, product, length, width), first, end);
                }
            }
        }
    }
}
