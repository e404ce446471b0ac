package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.linalg.SymmetricEigen;
import io.ntk.estimators.linalg.ThinQr;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Outcome;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * XTrace (Epperly, Tropp and Webber, "XTrace: making the most of every sample in stochastic trace estimation", SIAM J.
 * Matrix Anal. Appl. 45, 2024, section 2 and appendix): the mean over i of Hutch++ with the sketch from all probes but ω_i
 * and ω_i as the only probe of the rest, from m/2 probes and m/2 products with their range. Probes on the sphere are
 * scaled to what they would be in the complement of the sketch ("resphering", section 2.3).
 *
 * <p>The spread of the m/2 estimates is reported as a standard error, but as a heuristic one. Where the sketch loses rank,
 * the second half of the products makes a Hutch++ estimate of it, whose error is known.
 */
public final class XTrace extends SampledTrace {
    /** Makes the method. */
    public XTrace() {
        super(
                new EstimatorDescription(
                        "xtrace",
                        "Hutch++ where every probe serves both the sketch and the rest.",
                        "a square operator; converges fast if it is positive semi-definite",
                        ErrorKind.HEURISTIC,
                        false),
                4,
                8);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        LinearOperator matrix = traced.matrix();
        ProbeKind kind = LeaveOneOut.probes(name(), options);
        int k = options.samples() / traced.productsPerApplication() / 2;
        // The probes, their images, a basis of these, and its images.
        options.requireRoom(name(), matrix.domain(), 4 * k);
        try (MultiVector omega =
                        Probes.of(matrix.domain(), kind, options.seed()).block(0, k);
                MultiVector y = matrix.times(omega);
                ThinQr qr = ThinQr.of(y)) {
            if (qr.rank() < k) {
                return outsideTruncated(traced, qr, kind, options, k * traced.productsPerApplication());
            }
            try (MultiVector z = matrix.times(qr.q())) {
                double n = matrix.domain().order();
                DMatrixRMaj h = qr.q().gram(z);
                return LeaveOneOut.outcome(estimates(qr.r(), h, qr.q().gram(omega), z.gram(omega), kind, n));
            }
        }
    }

    /**
     * The sketch has fewer directions than probes, in exact arithmetic or at the rounding of the storage. No probe can then be
     * told apart from the others, and what the sketch lacks is not known to be zero: the products that are left are divided
     * between its largest directions and new probes, as in Hutch++.
     */
    private static Outcome outsideTruncated(
            Traced traced, ThinQr sketch, ProbeKind kind, EstimatorOptions options, int spent) {
        int left = options.samples() - spent;
        try (ThinQr basis = leading(sketch, Math.max(1, left * 2 / 3))) {
            Probes fresh = Probes.of(traced.a().domain(), kind, options.seed()).next();
            return HutchPlusPlus.inAndOutside(traced, basis, fresh, left - basis.rank(), options);
        }
    }

    /** The sketch within its largest directions, if it has more than so many. */
    private static ThinQr leading(ThinQr sketch, int most) {
        if (sketch.rank() <= most) {
            return sketch;
        }
        DMatrixRMaj r = sketch.r();
        DMatrixRMaj directions = SymmetricEigen.of("a sketch's factor", CommonOps_DDRM.multTransB(r, r, null))
                .vectors();
        try (MultiVector largest = sketch.q().times(CommonOps_DDRM.extract(directions, 0, sketch.rank(), 0, most))) {
            return ThinQr.of(largest);
        }
    }

    private static double[] estimates(
            DMatrixRMaj r, DMatrixRMaj h, DMatrixRMaj w, DMatrixRMaj t, ProbeKind kind, double n) {
        int k = r.getNumCols();
        DMatrixRMaj s = new DMatrixRMaj(k, k);
        CommonOps_DDRM.invert(r, s);
        CommonOps_DDRM.transpose(s);
        double[] estimates = new double[k];
        double trace = CommonOps_DDRM.trace(h);
        for (int i = 0; i < k; i++) {
            // s_i is orthogonal to the coordinates of all columns of Y but the i-th.
            DMatrixRMaj direction = column(s, i);
            CommonOps_DDRM.scale(1 / Math.sqrt(CommonOps_DDRM.dot(direction, direction)), direction);
            DMatrixRMaj wi = column(w, i);
            double along = CommonOps_DDRM.dot(direction, wi);
            DMatrixRMaj x = wi.copy();
            CommonOps_DDRM.addEquals(x, -along, direction);
            double outside = along * CommonOps_DDRM.dot(direction, column(r, i))
                    - CommonOps_DDRM.dot(column(t, i), x)
                    + quadratic(h, x);
            double scale = kind == ProbeKind.SPHERE ? (n - k + 1) / (n - CommonOps_DDRM.dot(x, x)) : 1;
            estimates[i] = trace - quadratic(h, direction) + scale * outside;
        }
        return estimates;
    }

    private static DMatrixRMaj column(DMatrixRMaj matrix, int j) {
        return CommonOps_DDRM.extract(matrix, 0, matrix.getNumRows(), j, j + 1);
    }

    private static double quadratic(DMatrixRMaj matrix, DMatrixRMaj x) {
        return CommonOps_DDRM.dot(x, CommonOps_DDRM.mult(matrix, x, null));
    }
}
