package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import java.util.ArrayList;
import java.util.List;

/**
 * The largest eigenvalues of a symmetric operator and their eigenvectors, by block Lanczos with full
 * reorthogonalisation from a random block whose width is the number wanted: eigenvalues of up to that multiplicity are
 * found. Each product adds a vector to the basis, which is kept.
 *
 * <p>It stops when the residual of every wanted pair is below the tolerance times the largest eigenvalue and below a tenth of its
 * own or rounding (confirmed by one more step where values are that small), when the budget of products is spent, or when the basis spans the whole space, and the pairs are exact but for
 * rounding. An error of the value is at most the stated residual, which includes √n ε times the largest eigenvalue for rounding.
 */
public final class LeadingEigenpairs implements AutoCloseable {
    private static final String METHOD = "block-lanczos";
    private static final double DEFAULT_TOLERANCE = 1e-8;

    /** How well a value must be known beside itself, however small it is beside the largest. */
    private static final double RELATIVE = 0.1;

    private final List<RitzValue> values;
    private final MultiVector vectors;
    private final int products;
    private final StopReason stop;

    private LeadingEigenpairs(List<RitzValue> values, MultiVector vectors, int products, StopReason stop) {
        this.values = List.copyOf(values);
        this.vectors = vectors;
        this.products = products;
        this.stop = stop;
    }

    /**
     * Computes the pairs.
     *
     * @param operator a symmetric operator
     * @param count how many pairs, at least 1 and at most n
     * @param options the samples are the most products with the operator, at least {@code count}; the tolerance is that of
     *     the residuals relative to the largest eigenvalue, 10⁻⁸ unless given, or a hundred times the precision
     * @return the pairs, largest first; the caller closes them
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if the operator is not declared symmetric,
     *     {@link ErrorId#INVALID_ARGUMENT} for a count or budget out of range, {@link ErrorId#OUT_OF_MEMORY} if the basis
     *     would exceed the memory limit, {@link ErrorId#NON_FINITE} if products leave the finite numbers
     */
    public static LeadingEigenpairs of(LinearOperator operator, int count, EstimatorOptions options) {
        operator.requireSquare(METHOD);
        operator.require(METHOD, OperatorProperty.SYMMETRIC);
        VectorSpace space = operator.domain();
        if (count < 1 || count > space.order()) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "The number of eigenpairs is " + count + ", but the operator has order n = " + space.order() + ".",
                    "Ask for at least 1 and at most n.");
        }
        options.requireSamples(METHOD, count, Long.MAX_VALUE);
        requireMemory(space, count, options);
        double tolerance = options.tolerance()
                .orElse(Math.max(DEFAULT_TOLERANCE, 100 * space.precision().epsilon()));
        Probes probes = Probes.of(space, ProbeKind.GAUSSIAN, options.seed());
        try (BlockLanczos lanczos = new BlockLanczos(operator, probes, count)) {
            StopReason stop = StopReason.BUDGET_SPENT;
            double[] previous = {};
            while (lanczos.nextColumns() > 0 && lanczos.products() + lanczos.nextColumns() <= options.samples()) {
                lanczos.step();
                options.progress().made(lanczos.products(), Math.max(lanczos.products(), options.samples()));
                if (converged(lanczos, count, tolerance) && isConfirmed(lanczos, count, tolerance, previous)) {
                    stop = StopReason.TOLERANCE_REACHED;
                    break;
                }
                previous = lanczos.values();
            }
            if (lanczos.nextColumns() == 0) {
                stop = StopReason.COMPLETED;
            }
            int found = Math.min(count, lanczos.products());
            return new LeadingEigenpairs(values(lanczos, found), lanczos.ritzVectors(found), lanczos.products(), stop);
        }
    }

    private static void requireMemory(VectorSpace space, int count, EstimatorOptions options) {
        long columns = Math.min(options.samples(), space.order()) + 4L * count;
        double bytes = (double) columns * space.dimension() * space.precision().bytes();
        if (bytes > options.memoryLimit()) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    "A basis of up to " + columns + " vectors of " + space + " needs " + (long) bytes + " bytes, but "
                            + options.memoryLimit() + " are allowed.",
                    "Give fewer samples, ask for fewer eigenpairs, or allow more memory.");
        }
    }

    /** Values that are smaller than what the tolerance allows must be known to a part of themselves too, or to rounding. */
    private static boolean converged(BlockLanczos lanczos, int count, double tolerance) {
        double[] values = lanczos.values();
        if (values.length < count) {
            return false;
        }
        double allowed = tolerance * Math.abs(values[0]);
        for (int i = 0; i < count; i++) {
            double residual = lanczos.residual(i);
            if (residual > allowed || residual > resolution(lanczos, values[i])) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether the step before gave the same values, where some are as small as the tolerance allows: a product loses directions
     * with such eigenvalues beside larger ones, without leaving a residual, and the next one finds them.
     */
    private static boolean isConfirmed(BlockLanczos lanczos, int count, double tolerance, double[] previous) {
        double[] values = lanczos.values();
        if (RELATIVE * Math.abs(values[count - 1]) > tolerance * Math.abs(values[0])) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            if (i >= previous.length || values[i] - previous[i] > resolution(lanczos, values[i])) {
                return false;
            }
        }
        return true;
    }

    private static double resolution(BlockLanczos lanczos, double value) {
        return Math.max(lanczos.unitRoundoff(), RELATIVE * Math.abs(value));
    }

    private static List<RitzValue> values(BlockLanczos lanczos, int count) {
        double[] values = lanczos.values();
        List<RitzValue> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(new RitzValue(values[i], lanczos.residual(i) + lanczos.rounding()));
        }
        return result;
    }

    /** {@return the eigenvalues, largest first; each at most the true one of the same rank, up to rounding} */
    public List<RitzValue> values() {
        return values;
    }

    /** {@return the orthonormal eigenvectors, a column for each value; open until this is closed} */
    public MultiVector vectors() {
        return vectors;
    }

    /** {@return the vectors that were multiplied by the operator} */
    public int products() {
        return products;
    }

    /** {@return why it stopped: {@code COMPLETED} if the basis spans the whole space} */
    public StopReason stop() {
        return stop;
    }

    @Override
    public void close() {
        vectors.close();
    }
}
