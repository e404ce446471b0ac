package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceBackend;
import io.ntk.tck.reference.ReferenceLinearization;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The checks of {@link LinearizationContract} on one problem. They run one after the other before the next problem's, so
 * that an engine which keeps the graphs that it used last builds each of them once. Every check linearizes anew, so that
 * none sees what another one did to a linearization.
 */
@ExtendWith(FailureNamesProblem.class)
abstract class ProblemChecks {
    /** Never closed, since it holds nothing but what it computed for the tests of another backend. */
    private static final ReferenceBackend ORACLE = new ReferenceBackend();

    final LinearizationContract suite;
    final Problem problem;

    ProblemChecks(LinearizationContract suite, Problem problem) {
        this.suite = suite;
        this.problem = problem;
    }

    @Test
    @DisplayName("required: states, J, P and F agree with dense matrices by dual numbers, as do their adjoints")
    final void denseMatrices() {
        double tolerance = Expect.tolerance(problem.precision());
        try (ReferenceLinearization expected = ORACLE.linearize(problem);
                Linearization derivative = suite.backend().linearize(problem)) {
            Expect.close("states", derivative.observations(), expected.observations(), tolerance);
            suite.expectMatrix("J", derivative.jacobian(), expected.matrix(Factor.JACOBIAN), tolerance);
            if (suite.has(Feature.PROPAGATION)) {
                suite.expectMatrix("P", derivative.propagation(), expected.matrix(Factor.PROPAGATION), tolerance);
                suite.expectMatrix("F", derivative.oneStepJacobian(), expected.matrix(Factor.ONE_STEP), tolerance);
            }
        }
    }

    @Test
    @DisplayName("required: spaces have the problem's axes and precision, and the problem comes back")
    final void spaces() {
        try (Linearization derivative = suite.backend().linearize(problem)) {
            assertThat(derivative.problem()).isEqualTo(problem);
            assertThat(derivative.observationSpace().shape()).isEqualTo(problem.observedShape());
            assertThat(derivative.parameterSpace().shape()).isEqualTo(problem.parameterShape());
            assertThat(derivative.perturbationSpace().shape()).isEqualTo(problem.perturbationShape());
            assertThat(derivative.observationSpace().precision()).isEqualTo(problem.precision());
            assertThat(derivative.parameterSpace().precision()).isEqualTo(problem.precision());
            assertThat(derivative.perturbationSpace().precision()).isEqualTo(problem.precision());
            assertThat(derivative.observations())
                    .hasSize((int) problem.observedShape().size());
        }
    }

    @Test
    @DisplayName("required: J = P F and J Jᵀ = P K Pᵀ")
    final void factors() {
        suite.assumeFeatures(Feature.FORWARD_MODE, Feature.REVERSE_MODE, Feature.PROPAGATION);
        double tolerance = Expect.tolerance(problem.precision());
        int columns = Math.min(2, suite.comparedColumns());
        try (Linearization derivative = suite.backend().linearize(problem);
                MultiVector u = Blocks.random(derivative.parameterSpace(), columns);
                MultiVector v = Blocks.random(derivative.observationSpace(), columns)) {
            LinearOperator p = derivative.propagation();
            LinearOperator pf = p.compose(derivative.oneStepJacobian());
            LinearOperator pkp = p.compose(derivative.oneStepKernel()).compose(p.adjoint());
            Expect.close("P F u", Blocks.product(pf, u), Blocks.product(derivative.jacobian(), u), tolerance);
            Expect.close("P K Pᵀ v", Blocks.product(pkp, v), Blocks.product(derivative.ntk(), v), tolerance);
        }
    }
}
