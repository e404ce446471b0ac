package io.ntk.estimators.spectrum;

import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.linalg.Finite;
import io.ntk.estimators.statistics.Jackknife;
import io.ntk.estimators.statistics.LogScale;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.estimators.statistics.SampleMean;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Independent unbiased draws D_i of a symmetric matrix R, and what follows for R from pairs of different draws, which make both
 * Tr(R)² and Tr(R²) unbiased. Errors are by the jackknife of logarithms over the draws.
 */
final class MatrixDraws {
    /** Within how many standard errors of 0 a denominator may be zero. */
    private static final double SIGNIFICANT = 3;

    private final Draw[] draws;
    private final DMatrixRMaj sum;
    private final boolean semidefinite;
    private final double[] traces;
    private final double[] squaredNormsWithout;
    private final double squaredNorm;
    private final double errorNorm;

    /**
     * Takes the draws.
     *
     * @param draws at least four
     * @param sum their sum
     * @param semidefinite whether R is known to be
     */
    MatrixDraws(Draw[] draws, DMatrixRMaj sum, boolean semidefinite) {
        this.draws = draws;
        this.sum = sum;
        this.semidefinite = semidefinite;
        int count = draws.length;
        traces = Arrays.stream(draws).mapToDouble(Draw::trace).toArray();
        double[] squares = Arrays.stream(draws).mapToDouble(Draw::squaredNorm).toArray();
        double total = Finite.require("The squared norm of the reduced kernel", Draw.dot(sum, sum));
        double allSquares = Arrays.stream(squares).sum();
        squaredNorm = (total - allSquares) / ((double) count * (count - 1));
        squaredNormsWithout = new double[count];
        for (int i = 0; i < count; i++) {
            double left = total - 2 * draws[i].dot(sum) + squares[i] - (allSquares - squares[i]);
            squaredNormsWithout[i] = left / ((double) (count - 1) * (count - 2));
        }
        errorNorm = Math.sqrt(Math.max(0, allSquares / count - total / ((double) count * count)) / (count - 1));
    }

    /**
     * {@return a known matrix as draws that are all equal to it}
     *
     * @param count how many
     */
    static MatrixDraws known(DMatrixRMaj matrix, int count) {
        Draw[] same = new Draw[count];
        Arrays.fill(same, new Draw.Whole(matrix));
        DMatrixRMaj sum = matrix.copy();
        CommonOps_DDRM.scale(count, sum);
        return new MatrixDraws(same, sum, false);
    }

    /** {@return draws of HRH, as {@link Draw#centred(int[])}} */
    MatrixDraws centred(int[] rows) {
        return new MatrixDraws(
                Arrays.stream(draws).map(draw -> draw.centred(rows)).toArray(Draw[]::new),
                Draw.centred(sum, rows),
                semidefinite);
    }

    int count() {
        return draws.length;
    }

    Draw draw(int i) {
        return draws[i];
    }

    DMatrixRMaj sum() {
        return sum;
    }

    boolean isSemidefinite() {
        return semidefinite;
    }

    /** {@return an estimate of ‖R‖²_F, which may be negative: without one of the draws, or if its number is −1, with all} */
    double squaredNorm(int without) {
        return without < 0 ? squaredNorm : squaredNormsWithout[without];
    }

    /** {@return whether ‖R‖² is told from 0} */
    boolean isSignificant() {
        return squaredNorm >= SIGNIFICANT * Jackknife.standardError(squaredNormsWithout);
    }

    /** {@return the mean of the draws} */
    DMatrixRMaj mean() {
        DMatrixRMaj mean = sum.copy();
        CommonOps_DDRM.scale(1.0 / draws.length, mean);
        return mean;
    }

    /** {@return the root of the estimated mean square of ‖R̂ − R‖_F, R̂ being the mean} */
    double errorNorm() {
        return errorNorm;
    }

    /** {@return Tr R} */
    Outcome trace() {
        SampleMean mean = semidefinite ? SampleMean.ofNonNegative(traces) : SampleMean.of(traces);
        return Outcome.mean(0, mean, StopReason.COMPLETED);
    }

    /** {@return ‖R‖²_F} */
    Outcome squaredNorm() {
        return ofRatio(squaredNorm, squaredNormsWithout, "Tr(R²)", isSignificant())
                .within(new Interval(0, Double.POSITIVE_INFINITY));
    }

    /** {@return Tr(R)² / Tr(R²)} */
    Outcome effectiveDimension() {
        double[] without = new double[draws.length];
        for (int i = 0; i < without.length; i++) {
            without[i] = Jackknife.squaredMean(traces, i) / squaredNormsWithout[i];
        }
        Interval possible = new Interval(semidefinite ? 1 : 0, sum.getNumRows());
        return ofRatio(
                        Jackknife.squaredMean(traces, -1) / squaredNorm,
                        without,
                        "Tr(M²), by which an effective dimension divides,",
                        isSignificant())
                .within(possible);
    }

    /** A number in which squared norms stand, whose interval is withheld where one of them may be zero. */
    static Outcome ofRatio(double value, double[] without, String denominator, boolean isSignificant) {
        double deviation = Jackknife.standardError(without);
        OptionalDouble error = Double.isNaN(deviation) ? OptionalDouble.empty() : OptionalDouble.of(deviation);
        Optional<LogScale> logarithm = isSignificant ? LogScale.of(value, without) : Optional.empty();
        return logarithm
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
                        "No interval is stated: the estimate of " + denominator
                                + " is within three standard errors of 0. Give more samples."));
    }

    /**
     * λ₁(R). The largest eigenvalue of the mean is too large in expectation, since λ₁ is convex; and vᵀRv is too small for any v,
     * such as the leading eigenvector of one half of the draws, by which the other half is multiplied. The interval reaches from the
     * lower end of the second to the upper end of the first; the value is halfway between the two.
     *
     * @param options of the search for eigenvectors
     */
    Outcome topEigenvalue(EstimatorOptions options) {
        DMatrixRMaj[] halves = {new DMatrixRMaj(sum.numRows, sum.numRows), new DMatrixRMaj(sum.numRows, sum.numRows)};
        for (int i = 0; i < draws.length; i++) {
            draws[i].addTo(halves[i % 2]);
        }
        for (DMatrixRMaj half : halves) {
            Draw.symmetrise(half);
        }
        DMatrixRMaj[] others = Stream.of(halves[1], halves[0])
                .map(half -> MatrixModes.of(half, 1, options).vectors())
                .toArray(DMatrixRMaj[]::new);
        DMatrixRMaj leading = MatrixModes.of(sum, 1, options).vectors();
        double[] below = new double[draws.length];
        double[] above = new double[draws.length];
        for (int i = 0; i < draws.length; i++) {
            below[i] = draws[i].form(others[i % 2]);
            above[i] = draws[i].form(leading);
        }
        SampleMean lower = semidefinite ? SampleMean.ofNonNegative(below) : SampleMean.of(below);
        SampleMean upper = semidefinite ? SampleMean.ofNonNegative(above) : SampleMean.of(above);
        double value = (lower.mean() + upper.mean()) / 2;
        double from = lower.interval95(0).orElseThrow().lower();
        double to = upper.interval95(0).orElseThrow().upper();
        return new Outcome(
                value,
                upper.standardError(),
                Optional.of(new Interval(Math.min(from, value), Math.max(to, value))),
                ErrorKind.STANDARD_ERROR,
                StopReason.COMPLETED,
                List.of());
    }
}
