package io.ntk.estimators.rounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.metric.Metrics;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The kernel c I in float32 and I in float64, of trials that end early: every vector shows the same change, which is that of as many
 * dimensions as there are steps.
 */
class ShortTrialsTest {
    private static final double OFF = 1.25;
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(20);

    private final ReferenceBackend backend = new ReferenceBackend();
    private final Linearization lower = backend.linearize(problem(Precision.FLOAT32));
    private final Linearization higher = new Identity(backend.linearize(problem(Precision.FLOAT64)));
    private final Kernel kernel =
            Kernel.of(new Identity(lower).ntk().scaledBy(OFF)).repeatedBy(() -> higher);
    private final double order = lower.observationSpace().order();

    private static Problem problem(Precision precision) {
        Problem all = GoldenCase.named("gru").problemBefore(precision);
        int trials = all.inputs().trials();
        int steps = all.inputs().steps();
        double[] mask = new double[trials * steps];
        for (int trial = 0; trial < trials; trial++) {
            Arrays.fill(mask, trial * steps, trial * steps + 1 + trial, 1);
        }
        return all.withRestriction(Restriction.NONE.withValid(ValidSteps.of(trials, steps, mask)));
    }

    /** Θ = I. */
    private static final class Identity extends ForwardingLinearization {
        Identity(Linearization right) {
            super(right);
        }

        @Override
        public LinearOperator ntk() {
            VectorSpace space = observationSpace();
            return new AbstractLinearOperator(space, space, EnumSet.allOf(OperatorProperty.class)) {
                @Override
                protected void multiply(MultiVector x, MultiVector y) {
                    y.set(x);
                }

                @Override
                protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                    y.set(x);
                }
            };
        }
    }

    @AfterEach
    void close() {
        lower.close();
        higher.close();
        backend.close();
    }

    private static void isBoundOf(double change, Estimate estimate) {
        double[] changes = new double[Math.toIntExact(estimate.repeatedApplications())];
        Arrays.fill(changes, change);
        double bound = Repetition.bound(changes);
        assertThat(estimate.roundingError().orElseThrow()).isCloseTo(bound, within(1e-5 * bound));
    }

    @ParameterizedTest
    @EnumSource
    void theBoundOfATraceIsThatOfTheStepsThereAre(TraceOf of) {
        assertThat(order).isLessThan(0.5 * lower.observationSpace().dimension());

        double eigenvalue = of == TraceOf.OPERATOR ? OFF : OFF * OFF;
        isBoundOf(
                (eigenvalue - 1) * order,
                Estimators.standard().trace("hutchinson").estimate(kernel, of, OPTIONS));
    }

    @Test
    void theBoundOfAMetricIsThatOfTheStepsThereAre() {
        Estimate norm = Metrics.standard().named("norm").estimate(kernel, OPTIONS);

        // To first order, ‖Θ‖ = √(Tr Θ²) changes by half of what the trace does, divided by itself.
        isBoundOf((OFF * OFF - 1) * order / (2 * norm.value()), norm);
    }

    /** The memory limit counts arrays, the vectors and their images twice, with elements for the steps that are not there as well. */
    @Test
    void nothingIsRepeatedWhereArraysWouldNotFit() {
        double[][] x = new double[2][Math.toIntExact(lower.observationSpace().dimension())];
        long bytes = 4L * x.length * Double.BYTES * x[0].length;

        assertThat(Repetition.of(List.of(kernel), x, bytes)).isPresent();
        assertThat(Repetition.of(List.of(kernel), x, bytes - 1)).isEmpty();
    }
}
