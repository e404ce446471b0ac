package io.ntk.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import io.ntk.api.cell.CellOptions;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.cells.EquationProvider;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.tck.reference.ReferenceBackend;
import org.junit.jupiter.api.Test;

/** Two networks with the same parameters, inputs and states are one only if their equations are the same. */
class EquationIdentityTest {
    private static final String EQUATIONS = """
            cell mine
            parameters
              W [H, H]
              U [H, I]
              b [H]
            state
              r
            step
              r' = 1 * tanh(W @ r + U @ x + b)
            """;

    /** A problem whose states are zero, whatever the factor before tanh. */
    private static Problem problem(String equations) {
        RecurrentModel model = new RecurrentModel(
                "mine", new EquationProvider("mine.cell", equations).create(CellOptions.DEFAULT), 1, 2);
        double[] theta = new double[model.layout().size()];
        theta[0] = 0.5;
        theta[3] = -0.25;
        Inputs zero = Inputs.of(1, 3, 1, new double[3]);
        return new Problem(model, Parameters.of(model.layout(), theta), zero).withPrecision(Precision.FLOAT64);
    }

    @Test
    void otherEquationsAreAnotherNetwork() {
        ExactNtk exact = new ExactNtk(1 << 20);
        try (ReferenceBackend engine = new ReferenceBackend();
                Linearization mine = engine.linearize(problem(EQUATIONS));
                Linearization again = engine.linearize(problem(EQUATIONS));
                Linearization other = engine.linearize(problem(EQUATIONS.replace("1 *", "2 *")))) {
            assertThat(mine.observations()).isEqualTo(other.observations());

            assertThat(exact.alignment(mine, again).value()).isEqualTo(1);
            assertThat(exact.alignment(mine, other).value()).isLessThan(0.99);
        }
    }
}
