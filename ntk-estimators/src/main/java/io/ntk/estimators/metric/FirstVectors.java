package io.ntk.estimators.metric;

import io.ntk.api.Precision;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.alignment.Images;
import io.ntk.estimators.rounding.Repetition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The first few vectors that kernels were multiplied by, to have the products repeated in float64 ({@link Repetition}). They are
 * isotropic: Q begins with random vectors, and without Q the first vectors are probes.
 */
final class FirstVectors {
    private final long memoryLimit;
    private double[][] vectors = {};
    private long order;
    private boolean heard;

    /** Of kernels whose products take so many bytes at most. */
    FirstVectors(long memoryLimit) {
        this.memoryLimit = memoryLimit;
    }

    /** Of kernels whose products will not be repeated. */
    static FirstVectors none() {
        return new FirstVectors(0);
    }

    /** Remembers the vectors of the first images that it is told of. */
    void hear(Images images) {
        if (heard) {
            return;
        }
        heard = true;
        MultiVector all = images.vectors();
        VectorSpace space = all.space();
        int count = Math.min(Repetition.MOST, all.columns());
        double bytes = (1.0 + images.kernels()) * count * Double.BYTES * space.dimension();
        if (count >= Repetition.FEW && space.precision() != Precision.FLOAT64 && bytes <= memoryLimit) {
            order = space.order();
            vectors = new double[count][];
            for (int j = 0; j < count; j++) {
                vectors[j] = all.toArray(j);
            }
        }
    }

    int count() {
        return vectors.length;
    }

    /** The images in float64 of each vector under each kernel; empty if nothing can be repeated. One kernel is open at a time. */
    Optional<List<double[][]>> repeated(List<KernelSource> kernels) {
        List<double[][]> images = new ArrayList<>();
        for (KernelSource source : kernels) {
            int before = images.size();
            if (vectors.length > 0) {
                source.use(kernel ->
                        Repetition.of(List.of(kernel), vectors, memoryLimit).ifPresent(images::addAll));
            }
            if (images.size() == before) {
                return Optional.empty();
            }
        }
        return Optional.of(images);
    }

    /**
     * What float64 changes in a statistic of the whole space, by each of the vectors.
     *
     * @param computed its value for each vector, and perhaps for more
     * @param y the images under Θ in float64
     * @param later those under Θ′
     */
    double[] changes(Statistic statistic, double[] computed, double[][] y, double[][] later) {
        double[] changes = new double[vectors.length];
        for (int j = 0; j < changes.length; j++) {
            double[] x = vectors[j];
            changes[j] = (computed[j] - statistic.of(x, y[j], later[j])) * order / Repetition.dot(x, x);
        }
        return changes;
    }
}
