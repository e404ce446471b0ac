package io.ntk.estimators.rounding;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.statistics.SampleMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * Products with a few vectors, computed anew in float64. What that changes shows the rounding of states and step Jacobians, which
 * leaves a kernel symmetric, as well as that of the products.
 *
 * <p>For a random vector x whose direction is isotropic, n/‖x‖² times the change of xᵀKx, ‖Kx‖² or ⟨Kx, Lx⟩ is an unbiased estimate
 * of the change of Tr K, Tr K² or Tr KL, and so, to first order, of any function of them.
 */
public final class Repetition {
    /** More vectors narrow a bound by less than what they cost. */
    public static final int MOST = 5;

    /** Fewer vectors say nothing of the spread. These are repeated first, and are enough where sampling errs much more. */
    public static final int FEW = 2;

    /** A bound by few vectors is good enough if it is at most this share of the error by sampling, to which it adds an eighth. */
    private static final double NEGLIGIBLE = 0.5;

    /** By the number of squares: the quantile of χ² at 2.5%, divided by its degrees of freedom. */
    private static final double[] LEAST_MEANS = {0, 0.00098, 0.0253, 0.0719, 0.1211, 0.1662};

    /** What float64 changes in an estimate, as some of the vectors show it. */
    @FunctionalInterface
    public interface Changes {
        /**
         * {@return the change by each vector; empty if there are no vectors in that range, or nothing can be repeated}
         *
         * @param from the first of the vectors
         * @param until the number after the last of them, or more than there are
         */
        Optional<double[]> by(int from, int until);
    }

    private Repetition() {}

    /**
     * Repeats products.
     *
     * @param kernels each K
     * @param x at least one vector, each with all elements of the kernels' space, those that are not present being zero
     * @param memoryLimit bytes for the vectors and all images, in arrays and in the engine
     * @return Kx for each kernel and each vector; empty if a kernel is not repeatable or memory does not suffice
     */
    public static Optional<List<double[][]>> of(List<Kernel> kernels, double[][] x, long memoryLimit) {
        // The engine holds the vectors and the images of one kernel once more.
        double bytes = (3.0 + kernels.size()) * x.length * Double.BYTES * x[0].length;
        if (bytes > memoryLimit || !kernels.stream().allMatch(Kernel::isRepeatable)) {
            return Optional.empty();
        }
        try {
            List<double[][]> images = new ArrayList<>();
            for (Kernel kernel : kernels) {
                images.add(kernel.repeat(x));
            }
            return Optional.of(images);
        } catch (NtkException e) {
            if (e.id() == ErrorId.OUT_OF_MEMORY) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * {@return a bound of the error by rounding that holds in about 95% of runs: the end of the interval of the mean change that is
     * farther from 0}
     *
     * @param changes of the estimate, by each of at least {@link #FEW} vectors
     */
    public static double bound(double[] changes) {
        int count = changes.length;
        SampleMean mean = SampleMean.of(changes);
        Interval interval = mean.interval95(0).orElseThrow();
        // The products that the estimate is made of are rounded on their own, which may change it by as much as one
        // vector shows.
        double own = Math.sqrt(1.0 + count);
        double symmetric = Math.abs(mean.mean()) + own * (interval.upper() - mean.mean());
        boolean ofOneSign = Arrays.stream(changes).allMatch(change -> change * mean.mean() > 0);
        return ofOneSign ? Math.max(symmetric, Math.abs(mean.mean()) / leastMean(count)) : symmetric;
    }

    /**
     * {@return a bound of the error by rounding that holds in about 95% of runs: by the first {@link #FEW} vectors if they show that
     *     sampling errs much more, else by {@link #MOST}; empty if nothing can be repeated}
     *
     * @param changes of the estimate, by the vectors
     * @param sampled half the width of the interval by sampling alone
     */
    public static OptionalDouble bound(Changes changes, double sampled) {
        Optional<double[]> few = changes.by(0, FEW);
        if (few.isEmpty()) {
            return OptionalDouble.empty();
        }
        double bound = bound(few.get());
        if (bound <= NEGLIGIBLE * sampled) {
            return OptionalDouble.of(bound);
        }
        double[] all = changes.by(FEW, MOST)
                .map(more -> DoubleStream.concat(Arrays.stream(few.get()), Arrays.stream(more))
                        .toArray())
                .orElse(few.get());
        return OptionalDouble.of(bound(all));
    }

    /** What the mean of so many squares of normal numbers exceeds in 97.5% of cases: a change that one direction carries is as skewed. */
    private static double leastMean(int count) {
        return LEAST_MEANS[Math.min(count, LEAST_MEANS.length - 1)];
    }

    /**
     * {@return ⟨x, y⟩}
     *
     * @param x a vector
     * @param y another of the same length
     */
    public static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
