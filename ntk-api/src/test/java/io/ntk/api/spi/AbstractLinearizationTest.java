package io.ntk.api.spi;

import static io.ntk.api.ErrorId.CLOSED;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.cell.RnnCell;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AbstractLinearizationTest {
    private static final String REFUSAL =
            "A linearization was used after it was closed. Close it after its last use only.";

    private static final Problem PROBLEM = threeTrials();

    /** Three trials of two steps of two units, one input: 6 parameters. */
    private static Problem threeTrials() {
        RecurrentModel model = new RecurrentModel("rnn", new RnnCell(RnnCell.Activation.TANH, false), 1, 2);
        return new Problem(model, Parameters.of(model.layout(), new double[6]), Inputs.of(3, 2, 1, new double[6]));
    }

    /** {@return what elements of products are, negative for the adjoint, whatever is multiplied} */
    private static double element(Factor factor) {
        return switch (factor) {
            case JACOBIAN -> 1;
            case PROPAGATION -> 2;
            case ONE_STEP -> 3;
        };
    }

    private static final class Constant extends AbstractLinearization {
        private int freed;

        Constant() {
            super(PROBLEM, HeapVectorSpace::new);
        }

        private static void fill(MultiVector y, double value) {
            double[] column = new double[Math.toIntExact(y.space().dimension())];
            java.util.Arrays.fill(column, value);
            y.setColumn(0, column);
        }

        @Override
        protected void multiply(Factor factor, MultiVector x, MultiVector y) {
            fill(y, element(factor));
        }

        @Override
        protected void multiplyAdjoint(Factor factor, MultiVector x, MultiVector y) {
            fill(y, -element(factor));
        }

        @Override
        protected double[] copyObservations() {
            return new double[12];
        }

        @Override
        protected void free() {
            freed++;
        }
    }

    private final Constant given = new Constant();

    @Test
    void spacesHaveTheProblemsShapes() {
        assertThat(given.problem()).isSameAs(PROBLEM);
        assertThat(given.observationSpace()).isEqualTo(new HeapVectorSpace(PROBLEM.observedShape()));
        assertThat(given.parameterSpace()).isEqualTo(new HeapVectorSpace(PROBLEM.parameterShape()));
        assertThat(given.perturbationSpace()).isEqualTo(new HeapVectorSpace(PROBLEM.perturbationShape()));
        assertThat(given.observations()).hasSize(12);
    }

    @Test
    void factorsLieBetweenTheirSpaces() {
        assertThat(given.jacobian().domain()).isSameAs(given.parameterSpace());
        assertThat(given.jacobian().range()).isSameAs(given.observationSpace());
        assertThat(given.propagation().domain()).isSameAs(given.perturbationSpace());
        assertThat(given.propagation().range()).isSameAs(given.observationSpace());
        assertThat(given.oneStepJacobian().domain()).isSameAs(given.parameterSpace());
        assertThat(given.oneStepJacobian().range()).isSameAs(given.perturbationSpace());
    }

    @ParameterizedTest
    @EnumSource(Factor.class)
    void eachFactorHasItsProductsUntilClosed(Factor factor) {
        LinearOperator operator = given.operator(factor);
        try (MultiVector x = operator.domain().zeros(1);
                MultiVector y = operator.range().zeros(1)) {
            operator.apply(x, y);
            assertThat(y.toArray(0)).containsOnly(element(factor));
            operator.adjoint().apply(y, x);
            assertThat(x.toArray(0)).containsOnly(-element(factor));
            given.close();
            assertRefused(CLOSED, REFUSAL, () -> operator.apply(x, y));
            assertRefused(CLOSED, REFUSAL, () -> operator.adjoint().apply(y, x));
        }
    }

    @Test
    void isFreedOnce() {
        given.close();
        given.close();
        assertThat(given.freed).isEqualTo(1);
        assertRefused(CLOSED, REFUSAL, given::observations);
    }

    /** The tangent of a state reaches the next step exactly on the way to observations. */
    @Test
    void whatAFactorDependsOnFollowsFromItsSpaces() {
        assertThat(Factor.values())
                .filteredOn(Factor::isFromParameters)
                .containsExactly(Factor.JACOBIAN, Factor.ONE_STEP);
        assertThat(Factor.values())
                .filteredOn(Factor::isToObservations)
                .containsExactly(Factor.JACOBIAN, Factor.PROPAGATION);
        assertThat(Factor.values())
                .filteredOn(Factor::isRecurrent)
                .containsExactly(Factor.JACOBIAN, Factor.PROPAGATION);
    }
}
