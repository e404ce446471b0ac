package io.ntk.tck;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

/**
 * What a cell of one's own must pass on a backend, in float64. A test class for the cell extends this, names the backend
 * and overrides {@link #cell()}.
 */
public abstract class CellContract extends BackendContract {
    private static final double STEP = 1e-5;
    /** Of a central difference with that step. */
    private static final double DIFFERENCE_TOLERANCE = 1e-7;

    /** For suites. */
    protected CellContract() {}

    /** {@return the cell under test} */
    protected abstract Cell cell();

    private Problem problem() {
        return TestProblems.problem(cell(), 3, 4, 2, 3).withPrecision(Precision.FLOAT64);
    }

    @Test
    void required_statesAndProductsAreThoseOfDualNumbers() {
        try (ReferenceBackend reference = new ReferenceBackend();
                Linearization expected = reference.linearize(problem());
                Linearization actual = backend().linearize(problem())) {
            double tolerance = Expect.tolerance(Precision.FLOAT64);
            Expect.close("states", actual.observations(), expected.observations(), tolerance);
            double[] u = random(expected.parameterSpace().dimension(), 1);
            double[] v = random(expected.observationSpace().dimension(), 2);
            Expect.close(
                    "J u", Blocks.product(actual.jacobian(), u), Blocks.product(expected.jacobian(), u), tolerance);
            Expect.close(
                    "Jᵀ v",
                    Blocks.product(actual.jacobian().adjoint(), v),
                    Blocks.product(expected.jacobian().adjoint(), v),
                    tolerance);
        }
    }

    @Test
    void required_theDerivativeIsALimitOfDifferences() {
        Problem problem = problem();
        double[] theta = problem.parameters().toArray();
        double[] u = random(theta.length, 3);
        double[] up = shifted(problem, theta, u, STEP);
        double[] down = shifted(problem, theta, u, -STEP);
        double[] slope = new double[up.length];
        for (int i = 0; i < slope.length; i++) {
            slope[i] = (up[i] - down[i]) / (2 * STEP);
        }
        try (Linearization linearization = backend().linearize(problem)) {
            Expect.close("J u", Blocks.product(linearization.jacobian(), u), slope, DIFFERENCE_TOLERANCE);
        }
    }

    private double[] shifted(Problem problem, double[] theta, double[] u, double step) {
        double[] moved = theta.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += step * u[i];
        }
        AutodiffBackend backend = backend();
        Parameters parameters = Parameters.of(problem.model().layout(), moved);
        try (Linearization linearization = backend.linearize(problem.withParameters(parameters))) {
            return linearization.observations();
        }
    }

    @Test
    void required_theAdjointIsTheAdjoint() {
        try (Linearization linearization = backend().linearize(problem());
                MultiVector u = Blocks.of(
                        linearization.parameterSpace(),
                        random(linearization.parameterSpace().dimension(), 4));
                MultiVector v = Blocks.of(
                        linearization.observationSpace(),
                        random(linearization.observationSpace().dimension(), 5));
                MultiVector ju = linearization.jvp(u);
                MultiVector jtv = linearization.vjp(v)) {
            Expect.close("⟨J u, v⟩", ju.dots(v), jtv.dots(u), Expect.tolerance(Precision.FLOAT64));
        }
    }

    private static double[] random(long count, long stream) {
        return TestProblems.random(100 + stream, Math.toIntExact(count), 1);
    }
}
