package io.ntk.estimators.alignment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.trace.Diagonals;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stopping at a tolerance: the true error is within it in at least 95 of 100 runs, and the reason is told. */
class ToleranceTest {
    private static final int SEEDS = 100;
    private static final int N = 800;

    /** Slowly falling spectra whose leading directions differ. */
    private static final double[] BEFORE = new double[N];

    private static final double[] AFTER = new double[N];

    static {
        for (int i = 0; i < N; i++) {
            BEFORE[i] = Math.pow(1 + i, -0.8);
            AFTER[i] = Math.pow(1 + (i * 37) % N, -1.0) + 0.5 * BEFORE[i];
        }
    }

    private static LinearOperator diagonal(double[] values) {
        return Diagonals.of(values, OperatorProperty.SYMMETRIC, OperatorProperty.POSITIVE_SEMIDEFINITE);
    }

    private static double product(double[] x, double[] y) {
        return IntStream.range(0, N).mapToDouble(i -> x[i] * y[i]).sum();
    }

    @ParameterizedTest
    @CsvSource({"deflated, 0.001, 800", "deflated, 0.01, 800", "shared-sketch, 0.06, 800"})
    void alignments(String name, double tolerance, int budget) {
        double exact = product(BEFORE, AFTER) / Math.sqrt(product(BEFORE, BEFORE) * product(AFTER, AFTER));
        EstimatorOptions options =
                EstimatorOptions.samples(budget).withProbes(ProbeKind.GAUSSIAN).withTolerance(tolerance);
        assertStops(
                exact,
                tolerance,
                budget,
                IntStream.range(0, SEEDS)
                        .parallel()
                        .mapToObj(seed -> Estimators.standard()
                                .alignment(name)
                                .estimate(
                                        Kernel.of(diagonal(BEFORE)), Kernel.of(diagonal(AFTER)), options.withSeed(seed))
                                .estimate())
                        .toArray(Estimate[]::new));
    }

    @ParameterizedTest
    @CsvSource({"hutchinson, 0.1", "hutch++, 0.02", "nystrom++, 0.02"})
    void traces(String name, double tolerance) {
        double exact = Arrays.stream(AFTER).sum();
        EstimatorOptions options =
                EstimatorOptions.samples(N).withProbes(ProbeKind.GAUSSIAN).withTolerance(tolerance);
        assertStops(
                exact,
                tolerance,
                N,
                IntStream.range(0, SEEDS)
                        .parallel()
                        .mapToObj(seed -> Estimators.standard()
                                .trace(name)
                                .estimate(Kernel.of(diagonal(AFTER)), TraceOf.OPERATOR, options.withSeed(seed)))
                        .toArray(Estimate[]::new));
    }

    private static void assertStops(double exact, double tolerance, int budget, Estimate[] runs) {
        int within = 0;
        int reached = 0;
        double spent = 0;
        for (Estimate run : runs) {
            if (Math.abs(run.value() / exact - 1) < tolerance) {
                within++;
            }
            if (run.stop() == StopReason.TOLERANCE_REACHED) {
                reached++;
                Interval interval = run.interval95().orElseThrow();
                assertThat(interval.width()).isLessThanOrEqualTo(2 * tolerance * Math.abs(run.value()));
            } else {
                assertThat(run.stop()).isEqualTo(StopReason.BUDGET_SPENT);
                assertThat(run.operatorApplications()).isEqualTo(budget);
            }
            assertThat(run.operatorApplications()).isLessThanOrEqualTo(budget);
            spent += run.operatorApplications();
        }
        assertThat(spent / runs.length).as("mean cost, less than all").isLessThan(0.9 * budget);
        assertThat(within).isGreaterThanOrEqualTo(95);
        assertThat(reached).isGreaterThanOrEqualTo(95);
    }

    /** No tolerance means until rounding is the larger error, or the budget is spent. */
    @ParameterizedTest
    @CsvSource({"0.3, ROUNDING_REACHED, ROUNDING", "0.98, BUDGET_SPENT, SAMPLING"})
    void withoutToleranceDeflationGoesOnToRounding(double ratio, StopReason stop, ErrorSource larger) {
        double[] before =
                IntStream.range(0, N).mapToDouble(i -> Math.pow(ratio, i)).toArray();
        double[] after = IntStream.range(0, N)
                .mapToDouble(i -> Math.pow(ratio, (i * 3) % 7 + i))
                .toArray();
        Estimate estimate = Estimators.standard()
                .alignment("deflated")
                .estimate(
                        Kernel.of(diagonal(before)),
                        Kernel.of(diagonal(after)),
                        EstimatorOptions.samples(200)
                                .withProbes(ProbeKind.GAUSSIAN)
                                .withTolerance(0))
                .estimate();
        double exact = product(before, after) / Math.sqrt(product(before, before) * product(after, after));

        assertThat(estimate.stop()).isEqualTo(stop);
        assertThat(estimate.largerError()).contains(larger);
        assertThat(estimate.operatorApplications()).isLessThanOrEqualTo(200);
        assertThat(estimate.interval95().orElseThrow().contains(exact)).isTrue();
        assertThat(stop == StopReason.BUDGET_SPENT || Math.abs(estimate.value() - exact) < 1e-13)
                .isTrue();
    }

    @Test
    void tellsThatTheBudgetWasSpent() {
        for (String name : new String[] {"deflated", "shared-sketch"}) {
            Estimate estimate = Estimators.standard()
                    .alignment(name)
                    .estimate(
                            Kernel.of(diagonal(BEFORE)),
                            Kernel.of(diagonal(AFTER)),
                            EstimatorOptions.samples(50)
                                    .withSeed(1)
                                    .withProbes(ProbeKind.GAUSSIAN)
                                    .withTolerance(1e-4))
                    .estimate();
            assertThat(estimate.stop()).isEqualTo(StopReason.BUDGET_SPENT);
            assertThat(estimate.operatorApplications()).isEqualTo(50);
        }
    }
}
