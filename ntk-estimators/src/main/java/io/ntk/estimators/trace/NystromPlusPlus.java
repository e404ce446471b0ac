package io.ntk.estimators.trace;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.EstimatorDescription;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.Probes;
import io.ntk.estimators.statistics.Draws;
import io.ntk.estimators.statistics.Outcome;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Nyström++ (Persson, Cortinovis and Kressner, "Improved variants of the Hutch++ algorithm for trace estimation", SIAM J.
 * Matrix Anal. Appl. 43, 2022, algorithm 3.1): the trace of a Nyström approximation Â from half of the products, and the
 * trace of the remainder from random probes with the other half.
 */
public final class NystromPlusPlus extends SampledTrace {
    private static final int ADAPTIVE_SKETCH = 48;

    /** Makes the method. */
    public NystromPlusPlus() {
        super(
                new EstimatorDescription(
                        "nystrom++",
                        "Trace of a Nyström approximation, probes for the rest.",
                        "a positive semi-definite operator",
                        ErrorKind.STANDARD_ERROR,
                        true),
                2,
                3,
                OperatorProperty.POSITIVE_SEMIDEFINITE);
    }

    @Override
    Outcome run(Kernel kernel, TraceOf of, EstimatorOptions options) {
        Traced traced = new Traced(kernel.operator(), of);
        LinearOperator matrix = traced.matrix();
        Probes sketch = Probes.of(matrix.domain(), options.probes(), options.seed());
        // A product with AᵀA in the sketch costs two, a quadratic form in the rest costs one.
        int share = options.samples() / 2;
        int products = options.tolerance().isPresent() ? Math.min(share, ADAPTIVE_SKETCH) : share;
        int k = Math.max(1, products / traced.productsPerApplication());
        int rest = options.samples() - k * traced.productsPerApplication();
        NystromSketch.requireRoom(name(), matrix.domain(), k, options);
        try (MultiVector omega = sketch.block(0, k);
                NystromSketch nystrom = NystromSketch.of(name(), matrix, omega)) {
            MultiVector root = nystrom.root();
            EstimatorOptions left = options.beside(matrix.domain(), 2 * k);
            double known = Arrays.stream(root.dots(root)).sum();
            Draws<DrawnMean> drawn = DrawnMean.draw(known, true, sketch.next(), rest, 4, left, block -> {
                double[] forms = traced.quadraticForms(block);
                DMatrixRMaj inside = root.gram(block);
                for (int j = 0; j < forms.length; j++) {
                    for (int i = 0; i < inside.getNumRows(); i++) {
                        forms[j] -= inside.get(i, j) * inside.get(i, j);
                    }
                }
                return forms;
            });
            return DrawnMean.outcome(drawn);
        }
    }
}
