package io.ntk.estimators.spectrum;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The partial trace of a kernel over all axes but some: R_ij = Σ_rest Θ[(i, rest), (j, rest)], the sum of the diagonal
 * blocks. Over trials and steps it is a covariance of units; over trials and units, of time steps; over steps and units, of
 * trials; over units alone, of steps of trials. Its trace is that of Θ.
 */
public final class PartialTrace {
    private static final String METHOD = "partial-trace";

    /** The most probes that are multiplied at once: a draw takes longer than its product, so wider blocks would only take memory. */
    private static final int WIDEST_BLOCK = 16;

    private final AxisLayout layout;
    private final DMatrixRMaj matrix;
    private final Outcome trace;
    private final Outcome squaredNorm;
    private final Outcome effectiveDimension;
    private final Supplier<Outcome> topEigenvalue;
    private final double errorNorm;
    private final Optional<MatrixDraws> draws;
    private final Cost cost;
    private final EstimatorOptions options;

    private PartialTrace(AxisLayout layout, DMatrixRMaj exact, Cost cost, EstimatorOptions options) {
        Draw.symmetrise(exact);
        double sum = CommonOps_DDRM.trace(exact);
        double squares = Finite.require("The squared norm of the reduced kernel", Draw.dot(exact, exact));
        this.layout = layout;
        this.matrix = exact;
        this.trace = Outcome.exact(sum);
        this.squaredNorm = Outcome.exact(squares);
        this.effectiveDimension = Outcome.exact(sum * sum / squares);
        this.topEigenvalue = () -> Outcome.exact(modes(1).values().get(0).value());
        this.errorNorm = 0;
        this.draws = Optional.empty();
        this.cost = cost;
        this.options = options;
    }

    private PartialTrace(AxisLayout layout, MatrixDraws draws, Cost cost, EstimatorOptions options) {
        this.layout = layout;
        this.matrix = draws.mean();
        this.trace = draws.trace();
        this.squaredNorm = draws.squaredNorm();
        this.effectiveDimension = draws.effectiveDimension();
        this.topEigenvalue = () -> draws.topEigenvalue(options);
        this.errorNorm = draws.errorNorm();
        this.draws = Optional.of(draws);
        this.cost = cost;
        this.options = options;
    }

    /** {@return the axes that were kept, in the order in which the kernel has them: a row of R is an element of this shape} */
    public IndexShape kept() {
        return layout.kept();
    }

    /** {@return a copy of R, symmetric; each entry is unbiased} */
    public DMatrixRMaj matrix() {
        return matrix.copy();
    }

    /**
     * {@return the leading eigenvalues and eigenvectors of the matrix, whose bounds do not include the error of the matrix}
     *
     * @param count how many, cut to the order of the matrix
     */
    public MatrixModes modes(int count) {
        return MatrixModes.of(matrix, count, options);
    }

    /** {@return whether R is without error, or has that of the sampling} */
    public ErrorKind errorKind() {
        return trace.kind();
    }

    /**
     * {@return the root of the estimated mean square of the error of the matrix in the Frobenius norm, by which no eigenvalue can be
     *     wrong by more; 0 if exact}
     */
    public double errorNorm() {
        return errorNorm;
    }

    /** {@return Tr(R)} */
    public Estimate trace() {
        return estimate(trace);
    }

    /** {@return ‖R‖²_F} */
    public Estimate squaredNorm() {
        return estimate(squaredNorm);
    }

    /** {@return Tr(R)² / Tr(R²), how many directions of the kept axes the kernel uses} */
    public Estimate effectiveDimension() {
        return estimate(effectiveDimension);
    }

    /** {@return λ₁(R), which takes eigenvectors of R each time} */
    public Estimate topEigenvalue() {
        return estimate(topEigenvalue.get());
    }

    /** {@return HRH, R without the means of its rows and columns over those that there are; it takes as much memory again} */
    public PartialTrace centred() {
        int[] rows = layout.present();
        return draws.map(drawn -> new PartialTrace(layout, drawn.centred(rows), cost, options))
                .orElseGet(() -> new PartialTrace(layout, Draw.centred(matrix, rows), cost, options));
    }

    /**
     * The alignment ⟨R, R′⟩ / (‖R‖ ‖R′‖) with another reduced kernel, without error if both are; otherwise from pairs of different
     * probes, which makes all three parts unbiased, with its error by the jackknife of its logarithm over the probes. The kernels
     * themselves may act on different spaces.
     *
     * @param other R′, of the same shape and, unless one is without error, of as many probes
     * @return the alignment and its parts
     * @throws NtkException {@link ErrorId#SPACE_MISMATCH} if the shapes differ, {@link ErrorId#INVALID_ARGUMENT} if the numbers of
     *     probes do, {@link ErrorId#NUMERICAL_FAILURE} if a squared norm, or the estimate of one, is not positive
     */
    public AlignmentEstimate alignment(PartialTrace other) {
        if (!kept().equals(other.kept())) {
            throw new NtkException(
                    ErrorId.SPACE_MISMATCH,
                    "A kernel reduced to " + kept() + " cannot be aligned with one reduced to " + other.kept() + ".",
                    "Keep axes that have the same size in both, such as trial,time.");
        }
        if (draws.isEmpty() && other.draws.isEmpty()) {
            AlignmentParts parts = requireDefined(new AlignmentParts(
                    Draw.dot(matrix, other.matrix), Draw.dot(matrix, matrix), Draw.dot(other.matrix, other.matrix)));
            return alignment(other, parts, Outcome.exact(parts.alignment()));
        }
        PairedDraws paired = new PairedDraws(drawsFor(other), other.drawsFor(this));
        AlignmentParts parts = requireDefined(paired.parts());
        return alignment(other, parts, other == this ? Outcome.exact(1) : paired.alignment());
    }

    private AlignmentEstimate alignment(PartialTrace other, AlignmentParts parts, Outcome outcome) {
        return new AlignmentEstimate(outcome.by(METHOD, List.of(cost, other.cost), options), parts);
    }

    private AlignmentParts requireDefined(AlignmentParts parts) {
        if (!(Math.min(parts.squaredFrobeniusBefore(), parts.squaredFrobeniusAfter()) > 0)) {
            throw new NtkException(
                    ErrorId.NUMERICAL_FAILURE,
                    "The alignment of kernels reduced to " + kept() + " is undefined: their squared norms are "
                            + parts.squaredFrobeniusBefore() + " and " + parts.squaredFrobeniusAfter() + ".",
                    "Take more samples, or check that the selected parameters influence what is observed on these inputs.");
        }
        Finite.require("The cross trace of the reduced kernels", parts.crossTrace());
        return parts;
    }

    /** As many draws as there are of another kernel; a matrix that is known is each of its draws. */
    private MatrixDraws drawsFor(PartialTrace other) {
        int count = other.draws.or(() -> draws).orElseThrow().count();
        MatrixDraws own = draws.orElseGet(() -> MatrixDraws.known(matrix, count));
        if (own.count() != count) {
            throw new NtkException(
                    ErrorId.INVALID_ARGUMENT,
                    "Kernels reduced from " + own.count() + " and from " + count + " probes are to be aligned.",
                    "Take as many samples of both.");
        }
        return own;
    }

    private Estimate estimate(Outcome outcome) {
        return outcome.by(METHOD, List.of(cost), options);
    }

    /**
     * Without error: from the columns of J, by products with all M unit tangents, or from the columns of Θ, by products with all n
     * unit vectors, whichever are fewer.
     *
     * @param kernel Θ, symmetric
     * @param axes the names of the axes that are kept, such as {@link io.ntk.api.linalg.Axis#UNIT}
     * @param options the memory limit counts; samples, probes and tolerance have no effect
     * @return the partial trace
     * @throws NtkException {@link ErrorId#OPERATOR_PROPERTY} if Θ is not symmetric, {@link ErrorId#INVALID_ARGUMENT} if
     *     there is no such axis, {@link ErrorId#OUT_OF_MEMORY} if the matrix does not fit the memory limit
     */
    public static PartialTrace exact(Kernel kernel, List<String> axes, EstimatorOptions options) {
        AxisLayout layout = layout(kernel.operator(), axes);
        requireMemory(2.0 * layout.size() * layout.size(), layout, options);
        DMatrixRMaj sum = new DMatrixRMaj(layout.size(), layout.size());
        LinearOperator factor = kernel.factor().orElse(kernel.operator());
        Cost cost = factor.domain().dimension() < 2 * kernel.order()
                        && kernel.factor().isPresent()
                ? addTangents(factor, layout, sum, options)
                : addUnits(kernel.operator(), layout, sum, options);
        return new PartialTrace(layout, sum, cost, options);
    }

    /** R = Σ_p (J e_p)(J e_p)ᵀ over parameters p, each J e_p being a matrix of kept axes by the rest. */
    private static Cost addTangents(
            LinearOperator jacobian, AxisLayout layout, DMatrixRMaj sum, EstimatorOptions options) {
        int count = Math.toIntExact(jacobian.domain().dimension());
        jacobian.forEachColumns(options.columnsAtATime(jacobian), (block, first) -> {
            for (int c = 0; c < block.columns(); c++) {
                DMatrixRMaj column = layout.matrix(block.toArray(c));
                CommonOps_DDRM.multAddTransB(column, column, sum);
            }
            options.progress().made(first + block.columns(), count);
        });
        return new Cost(0, count, 0);
    }

    private static Cost addUnits(LinearOperator kernel, AxisLayout layout, DMatrixRMaj sum, EstimatorOptions options) {
        int count = Math.toIntExact(kernel.domain().order());
        int[] places = layout.places();
        kernel.forEachColumns(options.columnsAtATime(kernel), (block, first) -> {
            for (int c = 0; c < block.columns(); c++) {
                int place = places[kernel.domain().shape().element(first + c)];
                double[] column = block.toArray(c);
                for (int i = 0; i < layout.size(); i++) {
                    sum.add(i, place / layout.rest(), column[layout.element(i, place % layout.rest())]);
                }
            }
            options.progress().made(first + block.columns(), count);
        });
        return new Cost(count, 0, 0);
    }

    /** {@return {@link #estimate(LinearOperator, List, EstimatorOptions)} for one axis} */
    public static PartialTrace estimate(LinearOperator kernel, String axis, EstimatorOptions options) {
        return estimate(kernel, List.of(axis), options);
    }

    /**
     * From random probes ω: the mean of Σ_rest (Θω)[i, rest] ω[j, rest]. The effective dimension uses pairs of different
     * probes, which makes both Tr(R)² and Tr(R²) unbiased; its error is by the jackknife of its logarithm over the probes, and
     * withheld where Tr(R²) may be zero.
     *
     * @param kernel Θ, symmetric
     * @param axes the names of the axes that are kept
     * @param options the samples are the products with Θ, at least 4
     * @return the partial trace
     * @throws NtkException as {@link #exact(Kernel, List, EstimatorOptions)} does, {@link ErrorId#INVALID_ARGUMENT} if the samples
     *     are too few or the probes are orthonormal, {@link ErrorId#OUT_OF_MEMORY} if a draw of R for each probe does not fit the memory limit
     */
    public static PartialTrace estimate(LinearOperator kernel, List<String> axes, EstimatorOptions options) {
        AxisLayout layout = layout(kernel, axes);
        options.requireSamples(METHOD, Jackknife.LEAST + 1, kernel.domain().order());
        options.requireIndependentProbes(METHOD);
        int probes = options.samples();
        double matrices = 4.0 * layout.size() * layout.size();
        requireMemory((double) probes * Draw.elements(layout.size(), layout.rest()) + matrices, layout, options);
        Draw[] draws = new Draw[probes];
        DMatrixRMaj sum = new DMatrixRMaj(layout.size(), layout.size());
        Probes sequence = Probes.of(kernel.domain(), options.probes(), options.seed());
        int most = Math.min(WIDEST_BLOCK, options.probesAtATime(sequence.space(), 2, probes));
        for (int first = 0; first < probes; first += most) {
            int columns = Math.min(most, probes - first);
            try (MultiVector omega = sequence.block(first, columns);
                    MultiVector product = kernel.times(omega)) {
                for (int c = 0; c < columns; c++) {
                    Draw draw = Draw.of(layout.matrix(product.toArray(c)), layout.matrix(omega.toArray(c)));
                    draw.addTo(sum);
                    draws[first + c] = draw;
                    // A draw of a long axis takes longer than its product.
                    options.progress().made(first + c + 1, probes);
                }
            }
        }
        Draw.symmetrise(sum);
        boolean semidefinite = kernel.properties().contains(OperatorProperty.POSITIVE_SEMIDEFINITE);
        return new PartialTrace(layout, new MatrixDraws(draws, sum, semidefinite), new Cost(probes, 0, 0), options);
    }

    private static AxisLayout layout(LinearOperator kernel, List<String> axes) {
        kernel.requireSquare(METHOD);
        kernel.require(METHOD, OperatorProperty.SYMMETRIC);
        return AxisLayout.of(kernel.domain().shape(), axes);
    }

    private static void requireMemory(double elements, AxisLayout layout, EstimatorOptions options) {
        double bytes = Double.BYTES * elements;
        if (bytes > options.memoryLimit() || (long) layout.size() * layout.size() > Integer.MAX_VALUE) {
            throw new NtkException(
                    ErrorId.OUT_OF_MEMORY,
                    String.format(
                            Locale.ROOT,
                            "A reduction to %s, a matrix of order %d, needs %.0f bytes, but %d are allowed.",
                            layout.kept(),
                            layout.size(),
                            bytes,
                            options.memoryLimit()),
                    "Keep fewer axes, give fewer samples, trials or steps, or allow more memory.");
        }
    }
}
