package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.LogScale;
import io.ntk.estimators.statistics.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The partial trace of a kernel over all axes but one: M_ij = Σ_rest Θ[(i, rest), (j, rest)], the sum of the diagonal
 * blocks. Over trials and steps it is a covariance of units; over trials and units, of time steps; over steps and units, of
 * trials. Its trace is that of Θ.
 */
public final class PartialTrace {
    private static final String METHOD = "partial-trace";

    /** Within how many standard errors of 0 a denominator may be zero. */
    private static final double SIGNIFICANT = 3;

    private final String axis;
    private final DMatrixRMaj matrix;
    private final Estimate effectiveDimension;

    private PartialTrace(String axis, DMatrixRMaj matrix, Estimate effectiveDimension) {
        this.axis = axis;
        this.matrix = matrix;
        this.effectiveDimension = effectiveDimension;
    }

    /** {@return the axis that was kept} */
    public String axis() {
        return axis;
    }

    /** {@return a copy of M, symmetric; each entry is unbiased} */
    public DMatrixRMaj matrix() {
        return matrix.copy();
    }

    /** {@return whether M is without error, or has that of the sampling} */
    public ErrorKind errorKind() {
        return effectiveDimension.errorKind();
    }

    /** {@return Tr(M)² / Tr(M²), how many directions of the axis the kernel uses} */
    public Estimate effectiveDimension() {
        return effectiveDimension;
    }

    /**
     * Without error, from products with all n unit vectors.
     *
     * @param kernel Θ, symmetric
     * @param axis the name of the axis that is kept, such as {@link io.ntk.api.linalg.Axis#UNIT}
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the partial trace
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if Θ is not symmetric, {@link ErrorId#INVALID_ARGUMENT} if
     *     there is no such axis
     */
    public static PartialTrace exact(LinearOperator kernel, String axis, EstimatorOptions options) {
        Layout layout = Layout.of(kernel, axis);
        VectorSpace space = kernel.domain();
        int order = Math.toIntExact(space.order());
        DMatrixRMaj sum = new DMatrixRMaj(layout.size(), layout.size());
        int most = (int) Math.max(
                1,
                Math.min(
                        order,
                        options.memoryLimit()
                                / (2L * space.dimension() * space.precision().bytes())));
        kernel.forEachColumns(most, (block, first) -> {
            for (int c = 0; c < block.columns(); c++) {
                layout.addUnit(space.shape().element(first + c), block.toArray(c), sum);
            }
            options.progress().made(first + block.columns(), order);
        });
        symmetrise(sum);
        double trace = CommonOps_DDRM.trace(sum);
        double value = trace * trace / squaredNorm(sum);
        return new PartialTrace(axis, sum, Outcome.exact(value).by(METHOD, List.of(new Cost(order, 0, 0)), options));
    }

    /**
     * From random probes ω: the mean of Σ_rest (Θω)[i, rest] ω[j, rest]. The effective dimension uses pairs of different
     * probes, which makes both Tr(M)² and Tr(M²) unbiased; its error is by the jackknife of its logarithm over the probes, and
     * withheld where Tr(M²) may be zero.
     *
     * @param kernel Θ, symmetric
     * @param axis the name of the axis that is kept
     * @param options the samples are the products with Θ, at least 4
     * @return the partial trace
     * @throws NtkException as {@link #exact} does, {@link ErrorId#INVALID_ARGUMENT} if the samples are too few,
     *     {@link ErrorId#OUT_OF_MEMORY} if a matrix for each probe does not fit the memory limit
     */
    public static PartialTrace estimate(LinearOperator kernel, String axis, EstimatorOptions options) {
        Layout layout = Layout.of(kernel, axis);
        options.requireSamples(METHOD, Jackknife.LEAST + 1, kernel.domain().order());
        int probes = options.samples();
        double bytes = 8.0 * probes * layout.size() * layout.size();
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "%d matrices of order %d need %.0f bytes, but %d are allowed.",
                            probes,
                            layout.size(),
                            bytes,
                            options.memoryLimit()),
                    "Give fewer samples or allow more memory.");
        }
        DMatrixRMaj[] draws = new DMatrixRMaj[probes];
        DMatrixRMaj sum = new DMatrixRMaj(layout.size(), layout.size());
        Probes sequence = Probes.of(kernel.domain(), options.probes(), options.seed());
        int most = options.probesAtATime(sequence.space(), 2, probes);
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector omega = sequence.block(first, columns);
                    MultiVector product = kernel.times(omega)) {
                for (int c = 0; c < columns; c++) {
                    DMatrixRMaj draw = layout.outer(product.toArray(c), omega.toArray(c));
                    symmetrise(draw);
                    draws[first + c] = draw;
                    CommonOps_DDRM.addEquals(sum, draw);
                }
            }
            options.progress().made(first + columns, probes);
        }
        Estimate dimension =
                dimension(draws, sum, kernel.properties().contains(OperatorProperty.POSITIVE_SEMIDEFINITE), options);
        CommonOps_DDRM.scale(1.0 / probes, sum);
        return new PartialTrace(axis, sum, dimension);
    }

    private static Estimate dimension(
            DMatrixRMaj[] draws, DMatrixRMaj sum, boolean semidefinite, EstimatorOptions options) {
        int probes = draws.length;
        double[] traces = new double[probes];
        double[] squares = new double[probes];
        double[] withSum = new double[probes];
        for (int i = 0; i < probes; i++) {
            traces[i] = CommonOps_DDRM.trace(draws[i]);
            squares[i] = squaredNorm(draws[i]);
            withSum[i] = dot(draws[i], sum);
        }
        double total = squaredNorm(sum);
        double allSquares = Arrays.stream(squares).sum();
        double squaredNorm = (total - allSquares) / ((double) probes * (probes - 1));
        double[] squaredNorms = new double[probes];
        double[] without = new double[probes];
        for (int i = 0; i < probes; i++) {
            double left = total - 2 * withSum[i] + squares[i] - (allSquares - squares[i]);
            squaredNorms[i] = left / ((double) (probes - 1) * (probes - 2));
            without[i] = Jackknife.squaredMean(traces, i) / squaredNorms[i];
        }
        double value = Jackknife.squaredMean(traces, -1) / squaredNorm;
        OptionalDouble error = OptionalDouble.of(Jackknife.standardError(without));
        Optional<LogScale> logarithm = squaredNorm < SIGNIFICANT * Jackknife.standardError(squaredNorms)
                ? Optional.empty()
                : LogScale.of(value, without);
        Outcome dimension = logarithm
                .map(scale -> new Outcome(
                        value,
                        error,
                        Optional.of(scale.interval(0.95)),
                        ErrorKind.STANDARD_ERROR,
                        StopReason.COMPLETED,
                        List.of()))
                .orElseGet(() -> Outcome.indicated(
                        value,
                        error,
                        "No interval is stated: the estimate of Tr(M²), by which an effective dimension divides, is within "
                                + "three standard errors of 0. Give more samples."));
        Interval possible = new Interval(semidefinite ? 1 : 0, sum.getNumRows());
        return dimension.within(possible).by(METHOD, List.of(new Cost(probes, 0, 0)), options);
    }

    private static void symmetrise(DMatrixRMaj m) {
        for (int i = 0; i < m.getNumRows(); i++) {
            for (int j = 0; j < i; j++) {
                double mean = (m.get(i, j) + m.get(j, i)) / 2;
                m.set(i, j, mean);
                m.set(j, i, mean);
            }
        }
    }

    private static double squaredNorm(DMatrixRMaj m) {
        return dot(m, m);
    }

    private static double dot(DMatrixRMaj x, DMatrixRMaj y) {
        double sum = 0;
        for (int i = 0; i < x.data.length; i++) {
            sum += x.data[i] * y.data[i];
        }
        return sum;
    }

    /** Where an axis is: its size, and the numbers of elements of the axes before it (outer) and after it (inner). */
    private record Layout(int outer, int size, int inner) {
        static Layout of(LinearOperator kernel, String axis) {
            kernel.requireSquare(METHOD);
            kernel.require(METHOD, OperatorProperty.SYMMETRIC);
            IndexShape shape = kernel.domain().shape();
            int position = shape.position(axis);
            int outer = 1;
            int inner = 1;
            for (int i = 0; i < shape.axes().size(); i++) {
                int size = shape.axes().get(i).size();
                if (i < position) {
                    outer = Math.multiplyExact(outer, size);
                } else if (i > position) {
                    inner = Math.multiplyExact(inner, size);
                }
            }
            return new Layout(outer, shape.axes().get(position).size(), inner);
        }

        /** Σ_rest x[i, rest] y[j, rest]. */
        DMatrixRMaj outer(double[] x, double[] y) {
            DMatrixRMaj result = new DMatrixRMaj(size, size);
            for (int o = 0; o < outer; o++) {
                DMatrixRMaj left = DMatrixRMaj.wrap(size, inner, slice(x, o));
                DMatrixRMaj right = DMatrixRMaj.wrap(size, inner, slice(y, o));
                CommonOps_DDRM.multAddTransB(left, right, result);
            }
            return result;
        }

        private double[] slice(double[] x, int o) {
            return java.util.Arrays.copyOfRange(x, o * size * inner, (o + 1) * size * inner);
        }

        /** Adds what the column of Θ that belongs to a unit vector has to do with the diagonal blocks. */
        void addUnit(int element, double[] column, DMatrixRMaj sum) {
            int o = element / (size * inner);
            int j = element / inner % size;
            int l = element % inner;
            for (int i = 0; i < size; i++) {
                sum.add(i, j, column[(o * size + i) * inner + l]);
            }
        }
    }
}
