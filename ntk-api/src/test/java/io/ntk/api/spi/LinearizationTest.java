package io.ntk.api.spi;

import static io.ntk.api.ErrorId.CAPABILITY_MISSING;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.RnnCell;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.linalg.VectorSpace;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** What a linearization offers on the strength of J, P and F alone. */
class LinearizationTest {
    /** J = P F by matrices: P {@code [2, 2]}, F {@code [2, 3]}. */
    private static class Given implements Linearization {
        private final DenseOperator p = DenseOperator.of(new DMatrixRMaj(new double[][] {{1, 0}, {2, 1}}));
        private final DenseOperator f = DenseOperator.of(new DMatrixRMaj(new double[][] {{1, 0, 1}, {0, 1, -1}}));

        @Override
        public Problem problem() {
            RecurrentModel model = new RecurrentModel("rnn", new RnnCell(RnnCell.Activation.TANH, false), 1, 1);
            return new Problem(model, Parameters.of(model.layout(), new double[2]), Inputs.of(1, 2, 1, new double[2]));
        }

        @Override
        public VectorSpace observationSpace() {
            return p.range();
        }

        @Override
        public VectorSpace parameterSpace() {
            return f.domain();
        }

        @Override
        public VectorSpace perturbationSpace() {
            return p.domain();
        }

        @Override
        public double[] observations() {
            return new double[2];
        }

        @Override
        public LinearOperator jacobian() {
            return p.compose(f);
        }

        @Override
        public LinearOperator propagation() {
            return p;
        }

        @Override
        public LinearOperator oneStepJacobian() {
            return f;
        }

        @Override
        public void close() {}
    }

    private final Linearization given = new Given();

    private static double[] product(LinearOperator operator, double... x) {
        try (MultiVector block = operator.domain().zeros(1)) {
            block.setColumn(0, x);
            try (MultiVector y = operator.times(block)) {
                return y.toArray(0);
            }
        }
    }

    /** J = [1 0 1; 2 1 1], so J Jᵀ = [2 3; 3 6]. */
    @Test
    void theKernelIsOfJ() {
        assertThat(product(given.ntk(), 1, 0)).containsExactly(2, 3);
        assertThat(product(given.ntk(), 0, 1)).containsExactly(3, 6);
        assertThat(given.ntk().properties()).containsExactlyInAnyOrder(OperatorProperty.values());
        assertThat(given.ntk().domain()).isEqualTo(given.observationSpace());
    }

    /** F Fᵀ = [2 −1; −1 2]. */
    @Test
    void theOneStepKernelIsOfF() {
        assertThat(product(given.oneStepKernel(), 1, 0)).containsExactly(2, -1);
        assertThat(product(given.oneStepKernel(), 0, 1)).containsExactly(-1, 2);
        assertThat(given.oneStepKernel().properties()).containsExactlyInAnyOrder(OperatorProperty.values());
        assertThat(given.oneStepKernel().domain()).isEqualTo(given.perturbationSpace());
    }

    @Test
    void productsAreWithJAndItsAdjoint() {
        try (MultiVector u = given.parameterSpace().zeros(1);
                MultiVector v = given.observationSpace().zeros(1)) {
            u.setColumn(0, new double[] {1, 10, 100});
            v.setColumn(0, new double[] {1, 10});
            try (MultiVector jvp = given.jvp(u);
                    MultiVector vjp = given.vjp(v)) {
                assertThat(jvp.toArray(0)).containsExactly(101, 112);
                assertThat(vjp.toArray(0)).containsExactly(21, 10, 11);
            }
        }
    }

    @Test
    void structureIsNotOfferedUnlessSaid() {
        assertThat(given.structure()).isEmpty();
        assertRefused(
                CAPABILITY_MISSING,
                "Method 'exact' needs step Jacobians, which this backend does not offer. "
                        + "Use the native backend, or another method.",
                () -> given.requireStructure("exact"));
    }

    @Test
    void structureIsHandedOut() {
        StepStructure structure = new NoSteps();
        Linearization offering = new Given() {
            @Override
            public Optional<StepStructure> structure() {
                return Optional.of(structure);
            }
        };
        assertThat(offering.requireStructure("exact")).isSameAs(structure);
    }
}
