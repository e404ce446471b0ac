package io.ntk.estimators.exact;

import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.DenseProducts;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;

/**
 * S_t = CᵀC + A_{a,t+1}ᵀ S_{t+1} A_{b,t+1} of one trial of two models: the inner products of the derivatives of the observations with
 * respect to the state after a step. Always in float64: they are few, and all that is summed over later steps is in them.
 */
final class StateGrams {
    private enum Role {
        STATE_GRAMS,
        BETWEEN
    }

    private StateGrams() {}

    /**
     * {@return S in the upper left of a matrix {@code [U, U]} for each step; the rest belongs to the outputs. It is valid until the next
     * call}
     *
     * @param pair the models
     * @param trial the trial
     * @param stateA A of the left model at its steps
     * @param stateB A of the right one
     * @param workspace the source of buffers
     */
    static DoubleBuffer of(
            ModelPair pair, int trial, DoubleBuffer stateA, DoubleBuffer stateB, DirectBuffers workspace) {
        ModelPieces a = pair.left();
        DenseProducts products = a.products();
        int steps = a.steps(trial);
        int size = a.perturbationSize();
        int block = size * size;
        int stateSize = a.stateSize();
        DoubleBuffer grams = workspace.get(Role.STATE_GRAMS, (long) steps * block);
        DenseMatrix between =
                DenseMatrix.of(workspace.get(Role.BETWEEN, (long) stateSize * stateSize), 0, stateSize, stateSize);
        for (int t = steps - 1; t >= 0; t--) {
            putObserved(pair, trial, t, grams, workspace);
            if (t < steps - 1) {
                DenseMatrix gram = DenseMatrix.of(grams, t * block, stateSize, stateSize, size);
                DenseMatrix later = DenseMatrix.of(grams, (t + 1) * block, stateSize, stateSize, size);
                products.multiply(1, later, square(stateB, t + 1, stateSize), 0, between);
                products.multiply(1, square(stateA, t + 1, stateSize).transpose(), between, 1, gram);
            }
        }
        return grams;
    }

    /** C_aᵀ C_b of a step, zero where nothing is looked at. */
    private static void putObserved(ModelPair pair, int trial, int t, DoubleBuffer grams, DirectBuffers workspace) {
        ModelPieces a = pair.left();
        int size = a.perturbationSize();
        int block = size * size;
        if (!a.isObserved(trial, t)) {
            DirectBuffers.zero(grams, t * block, block);
        } else if (pair.observedGram() != null) {
            grams.put(t * block, pair.observedGram(), 0, block);
        } else {
            int rows = a.observedSize();
            DenseMatrix left = DenseMatrix.of(a.observations(trial, workspace), t * rows * size, rows, size);
            DenseMatrix right =
                    DenseMatrix.of(pair.right().observations(trial, workspace), t * rows * size, rows, size);
            a.products().multiply(1, left.transpose(), right, 0, DenseMatrix.of(grams, t * block, size, size));
        }
    }

    private static DenseMatrix square(DoubleBuffer matrices, int step, int size) {
        return DenseMatrix.of(matrices, step * size * size, size, size);
    }

    /**
     * {@return the largest diagonal element of S at the steps of a trial}
     *
     * @param square a model with itself
     * @param trial the trial
     * @param workspace the source of buffers
     */
    static double largest(ModelPair square, int trial, DirectBuffers workspace) {
        DoubleBuffer state = square.left().stateJacobians(trial, workspace);
        DoubleBuffer grams = of(square, trial, state, state, workspace);
        int size = square.left().perturbationSize();
        double largest = 0;
        for (int t = 0; t < square.left().steps(trial); t++) {
            for (int i = 0; i < size; i++) {
                largest = Math.max(largest, grams.get((t * size + i) * size + i));
            }
        }
        return largest;
    }
}
