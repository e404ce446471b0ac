package io.ntk.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.tck.reference.ReferenceBackend;
import io.ntk.tck.reference.ReferenceLinearization;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
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
    static final ReferenceBackend ORACLE = new ReferenceBackend();

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
    @DisplayName("required: J = P F, K = F Fᵀ and Θ = J Jᵀ")
    final void factors() {
        suite.assumeFeatures(Feature.FORWARD_MODE, Feature.REVERSE_MODE, Feature.PROPAGATION);
        double tolerance = Expect.tolerance(problem.precision());
        int columns = Math.min(2, suite.comparedColumns());
        try (ReferenceLinearization expected = ORACLE.linearize(problem);
                Linearization derivative = suite.backend().linearize(problem)) {
            DMatrixRMaj j = expected.matrix(Factor.JACOBIAN);
            DMatrixRMaj p = expected.matrix(Factor.PROPAGATION);
            DMatrixRMaj f = expected.matrix(Factor.ONE_STEP);
            // The matrices with which each factor of the backend agrees.
            DMatrixRMaj pf = CommonOps_DDRM.mult(p, f, null);
            Expect.close("P F", pf.data, j.data, Expect.tolerance(Precision.FLOAT64));
            suite.expectProducts(
                    "K", derivative.oneStepKernel(), CommonOps_DDRM.multTransB(f, f, null), tolerance, columns);
            suite.expectProducts("Θ", derivative.ntk(), CommonOps_DDRM.multTransB(j, j, null), tolerance, columns);
        }
    }
}
