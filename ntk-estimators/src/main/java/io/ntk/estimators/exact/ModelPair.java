package io.ntk.estimators.exact;

import io.ntk.api.Precision;
import io.ntk.estimators.linalg.DirectBuffers;
import java.nio.DoubleBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Two models whose kernels are multiplied.
 *
 * @param left the pieces of Θ_a
 * @param right the pieces of Θ_b, the same object for a square
 * @param observedGram C_aᵀ C_b {@code [U, U]}, or null where it differs from step to step
 * @param precision the precision in which a contraction stores and multiplies inner products of derivatives
 */
record ModelPair(
        ModelPieces left, ModelPieces right, @Nullable DoubleBuffer observedGram, Precision precision) {
    /** {@return two models whose inner products are multiplied in float64} */
    static ModelPair of(ModelPieces left, ModelPieces right) {
        return of(left, right, Precision.FLOAT64);
    }

    static ModelPair of(ModelPieces left, ModelPieces right, Precision precision) {
        if (!left.isObservationConstant() || !right.isObservationConstant()) {
            return new ModelPair(left, right, null, precision);
        }
        int size = left.perturbationSize();
        double[] a = left.observation();
        double[] b = right.observation();
        DoubleBuffer gram = DirectBuffers.allocate(ExactNtk.NAME, (long) size * size);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double sum = 0;
                for (int o = 0; o < a.length; o += size) {
                    sum += a[o + i] * b[o + k];
                }
                gram.put(i * size + k, sum);
            }
        }
        return new ModelPair(left, right, gram, precision);
    }

    boolean isSquare() {
        return left == right;
    }
}
