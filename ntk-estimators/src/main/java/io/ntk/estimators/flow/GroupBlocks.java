package io.ntk.estimators.flow;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.metric.Alignment;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.statistics.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * How much learning on one group of trials moves another: ‖Θ_ab‖ / √(‖Θ_aa‖ ‖Θ_bb‖), in [0, 1], of the blocks of Θ that belong to
 * groups a and b.
 *
 * <p>With J_a the rows of J that belong to group a and C_a = J_aᵀJ_a, ‖Θ_ab‖² = Tr(C_a C_b). So the square of the number is the
 * alignment of C_a and C_b, which the alignment's estimator finds for all pairs from the same products.
 */
public final class GroupBlocks {
    private GroupBlocks() {}

    /**
     * Estimates the numbers.
     *
     * @param backend linearizes the model on the trials of each group
     * @param problem the model on all trials
     * @param groups of its trials
     * @param options the samples are the products with C_a of each group, so that all groups together take as many products with the
     *     whole kernel
     * @return a symmetric matrix of estimates
     * @throws NtkException as {@link MetricEstimates#of(List, List, List, EstimatorOptions)}
     */
    public static List<List<Estimate>> sampled(
            AutodiffBackend backend, Problem problem, TrialGroups groups, EstimatorOptions options) {
        List<Linearization> open = new ArrayList<>();
        try {
            for (int group = 0; group < groups.size(); group++) {
                open.add(backend.linearize(groups.problem(problem, group)));
            }
            Metric alignment = new Alignment();
            MetricEstimates found = MetricEstimates.of(
                    List.of(alignment),
                    open.stream()
                            .map(part -> Kernel.of(options.gram(part.jacobian())))
                            .toList(),
                    groups.names().stream()
                            .map(name -> "of the trials labelled " + name)
                            .toList(),
                    options);
            return matrix(groups.size(), (a, b) -> root(found.at(alignment, a, b)));
        } finally {
            open.forEach(Linearization::close);
        }
    }

    private static Estimate root(Estimate square) {
        double value = Math.sqrt(square.value());
        return MonotoneFunction.of(square, Math::sqrt, value == 0 ? 0 : 0.5 / value);
    }

    /**
     * Computes the numbers from all columns of Θ, which takes as many products as it has.
     *
     * @param linearization of the model on all trials
     * @param groups of its trials
     * @param options the memory limit, and what the estimates name as theirs
     * @return a symmetric matrix of exact values
     * @throws NtkException {@link ErrorId#NUMERICAL_FAILURE} if the kernel of a group is zero
     */
    public static List<List<Estimate>> exact(
            Linearization linearization, TrialGroups groups, EstimatorOptions options) {
        double[][] squares = squaredNorms(linearization.ntk(), groups, options);
        Cost cost = new Cost(linearization.observationSpace().order(), 0, 0, 0);
        return matrix(groups.size(), (a, b) -> {
            double both = squares[a][a] * squares[b][b];
            if (both == 0) {
                throw new NtkException(
                        ErrorId.NUMERICAL_FAILURE,
                        "The kernel of the trials labelled " + groups.names().get(squares[a][a] == 0 ? a : b)
                                + " is zero.",
                        "Check that the selected parameters influence what is observed of them.");
            }
            double value = a == b ? 1 : Math.min(1, Math.sqrt(squares[a][b]) / Math.pow(both, 0.25));
            return Outcome.exact(value).by("unit-vectors", List.of(cost), options);
        });
    }

    /** ‖Θ_ab‖². */
    private static double[][] squaredNorms(LinearOperator kernel, TrialGroups groups, EstimatorOptions options) {
        double[][] squares = new double[groups.size()][groups.size()];
        int rows = Math.toIntExact(kernel.domain().dimension());
        double[] column = new double[rows];
        kernel.forEachColumns(options.columnsAtATime(kernel), (columns, first) -> {
            for (int j = 0; j < columns.columns(); j++) {
                columns.getColumn(j, column);
                int b = groups.ofRow(kernel.domain().shape().element(first + j), rows);
                for (int row = 0; row < rows; row++) {
                    squares[groups.ofRow(row, rows)][b] += column[row] * column[row];
                }
            }
        });
        return squares;
    }

    /** Gives the number of two groups. */
    private interface Entry {
        Estimate of(int a, int b);
    }

    private static List<List<Estimate>> matrix(int size, Entry entry) {
        List<List<Estimate>> rows = new ArrayList<>();
        for (int a = 0; a < size; a++) {
            List<Estimate> row = new ArrayList<>();
            for (int b = 0; b < size; b++) {
                row.add(b < a ? rows.get(b).get(a) : entry.of(a, b));
            }
            rows.add(List.copyOf(row));
        }
        return List.copyOf(rows);
    }
}
