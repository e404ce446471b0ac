package io.ntk.estimators.metric;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.ExactAlignment;

/**
 * What each observed step adds to Tr(Θ₀ Θ_f), without sampling: the sum over its rows of Θ₀ J_f ∘ J_f, by products with all M unit tangents.
 * That is 12 M² floating-point operations for each step of each trial, three times as many as by features.
 */
final class StepTraces {
    /** How many times the operations of the alignment are worth an exact answer. */
    private static final double MOST_TIMES = 4;

    /** A few seconds are, too. */
    private static final double FEW_OPERATIONS = 1e10;

    private StepTraces() {}

    /**
     * {@return whether they take a few seconds, or at most four times the operations of the alignment}
     *
     * @param problem one of the networks
     * @param alignment its traces, with the operations that they took
     */
    static boolean areCheap(Problem problem, ExactAlignment alignment) {
        double ofTangent = Work.ofFactor(problem) + Work.ofProduct(problem);
        return ofTangent * problem.selectedLayout().size()
                <= Math.max(FEW_OPERATIONS, MOST_TIMES * alignment.count().flops());
    }

    /**
     * {@return the traces, which sum to Tr(Θ₀ Θ_f)}
     *
     * @param before the network before training
     * @param after the same network after training
     * @param options the memory limit, and who is told of the progress
     */
    static double[] of(Linearization before, Linearization after, EstimatorOptions options) {
        LinearOperator jacobian = after.jacobian();
        Problem problem = before.problem();
        double[] sums = new double[problem.observedShape().sizeOf(Axis.TIME)];
        int count = Math.toIntExact(jacobian.domain().order());
        double column = EstimatorOptions.bytes(jacobian.range(), 3) + EstimatorOptions.bytes(jacobian.domain(), 2);
        jacobian.forEachColumns(options.columnsAtATime(column), (columns, first) -> {
            try (MultiVector images = before.ntk().times(columns)) {
                for (int c = 0; c < columns.columns(); c++) {
                    double[] products = byStep(
                            columns.toArray(c),
                            images.toArray(c),
                            problem.inputs().trials(),
                            sums.length);
                    for (int t = 0; t < sums.length; t++) {
                        sums[t] += products[t];
                    }
                }
            }
            options.progress().made(first + columns.columns(), count);
        });
        return sums;
    }

    /** The inner products of two vectors of observations over the rows of each step. */
    static double[] byStep(double[] x, double[] y, int trials, int steps) {
        double[] sums = new double[steps];
        int units = x.length / (trials * steps);
        for (int i = 0; i < x.length; i++) {
            sums[i / units % steps] += x[i] * y[i];
        }
        return sums;
    }
}
