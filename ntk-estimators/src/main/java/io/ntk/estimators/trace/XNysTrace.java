package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Outcome;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * XNysTrace (Epperly, Tropp and Webber, "XTrace: making the most of every sample in stochastic trace estimation", SIAM J.
 * Matrix Anal. Appl. 45, 2024, section 3 and appendix): the mean over i of Nyström++ with the approximation from all probes
 * but ω_i and ω_i as the only probe of the rest. Every product serves both purposes.
 *
 * <p>The spread of the m estimates is reported as a standard error, but as a heuristic one.
 */
public final class XNysTrace extends SampledTrace {
    /** Makes the method. */
    public XNysTrace() {
        super(
                new EstimatorDescription(
                        "xnystrace",
                        "Nyström++ where every probe serves both the approximation and the rest.",
                        "a positive semi-definite operator",
                        ErrorKind.HEURISTIC,
                        false),
                2,
                4,
                OperatorProperty.POSITIVE_SEMIDEFINITE);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        LinearOperator matrix = traced.matrix();
        ProbeKind kind = LeaveOneOut.probes(name(), options);
        int k = options.samples() / traced.productsPerApplication();
        double n = matrix.domain().dimension();
        try (MultiVector omega =
                        Probes.of(matrix.domain(), kind, options.seed()).block(0, k);
                NystromSketch nystrom = NystromSketch.of(name(), matrix, omega)) {
            if (nystrom.qr().rank() == 0) {
                return Outcome.indicated(0, OptionalDouble.of(0), "All products with the operator were zero.");
            }
            DMatrixRMaj b = nystrom.factor();
            double approximation =
                    CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(b, b, null)) - nystrom.shift() * n;
            DMatrixRMaj inverse = nystrom.overlapInverse();
            // Column i is what the approximation loses without probe i, in the coordinates of Q.
            DMatrixRMaj s = CommonOps_DDRM.mult(nystrom.qr().r(), inverse, null);
            DMatrixRMaj w = nystrom.qr().q().gram(omega);
            double[] scales = scales(kind, omega, n);
            double[] estimates = new double[k];
            for (int i = 0; i < k; i++) {
                double squares = 0;
                double along = 0;
                for (int j = 0; j < s.getNumRows(); j++) {
                    squares += s.get(j, i) * s.get(j, i);
                    along += s.get(j, i) * w.get(j, i);
                }
                estimates[i] = approximation + (scales[i] * along * along - squares) / inverse.get(i, i);
            }
            return LeaveOneOut.outcome(estimates);
        }
    }

    /** (n − k + 1) / dist²(ω_i, the span of the other probes), or 1 for signs. */
    private static double[] scales(ProbeKind kind, MultiVector omega, double n) {
        int k = omega.columns();
        double[] scales = new double[k];
        java.util.Arrays.fill(scales, 1);
        if (kind == ProbeKind.SPHERE) {
            DMatrixRMaj inverse = new DMatrixRMaj(k, k);
            CommonOps_DDRM.invert(omega.gram(omega), inverse);
            for (int i = 0; i < k; i++) {
                scales[i] = (n - k + 1) * inverse.get(i, i);
            }
        }
        return scales;
    }
}
