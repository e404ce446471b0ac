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
import java.util.Arrays;
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
        NystromSketch.requireRoom(name(), matrix.domain(), k, options);
        try (MultiVector omega =
                        Probes.of(matrix.domain(), kind, options.seed()).block(0, k);
                NystromSketch nystrom = NystromSketch.of(name(), matrix, omega)) {
            if (nystrom.ridge() == 0) {
                return Outcome.indicated(0, OptionalDouble.empty(), "All products with the operator were zero.");
            }
            return LeaveOneOut.outcome(estimates(nystrom, scales(kind, omega)));
        }
    }

    /**
     * With P = (ΩᵀY + νI)⁻¹, the approximation without probe i is Â − ssᵀ for s = Y P e_i / √P_ii, and what it leaves of the
     * form of probe i is 1/P_ii − ν: the inverse of a matrix without a row and a column is a Schur complement.
     */
    private static double[] estimates(NystromSketch nystrom, double[] scales) {
        DMatrixRMaj w = nystrom.whitening();
        DMatrixRMaj gram = nystrom.root().gram(nystrom.root());
        double approximation = CommonOps_DDRM.trace(gram);
        DMatrixRMaj image = CommonOps_DDRM.mult(w, gram, null);
        double[] estimates = new double[scales.length];
        for (int i = 0; i < scales.length; i++) {
            double inverse = 0;
            double lost = 0;
            for (int j = 0; j < scales.length; j++) {
                inverse += w.get(i, j) * w.get(i, j);
                lost += w.get(i, j) * image.get(i, j);
            }
            estimates[i] = approximation - lost / inverse + scales[i] * (1 / inverse - nystrom.ridge());
        }
        return estimates;
    }

    /** (n − k + 1) / dist²(ω_i, the span of the other probes), or 1 for signs. */
    private static double[] scales(ProbeKind kind, MultiVector omega) {
        int k = omega.columns();
        double[] scales = new double[k];
        Arrays.fill(scales, 1);
        if (kind == ProbeKind.SPHERE) {
            DMatrixRMaj inverse = new DMatrixRMaj(k, k);
            CommonOps_DDRM.invert(omega.gram(omega), inverse);
            for (int i = 0; i < k; i++) {
                scales[i] = (omega.space().order() - k + 1.0) * inverse.get(i, i);
            }
        }
        return scales;
    }
}
