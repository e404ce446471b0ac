package io.ntk.api.cell;

import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static io.ntk.api.cell.Steps.H;
import static io.ntk.api.cell.Steps.assertParts;
import static io.ntk.api.cell.Steps.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.model.Parameters;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuousCellsTest {
    /** A field of width 1 without parameters, in terms of time and state. */
    private interface Field extends VectorField {
        @Override
        default ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder().build();
        }
    }

    private static final class Growth implements Field {
        @Override
        public <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state) {
            return state;
        }
    }

    private static final class CubicInTime implements Field {
        @Override
        public <A> A derivative(CellMath<A> math, CellParameters<A> theta, A time, A input, A state) {
            return math.scale(math.multiply(math.multiply(time, time), time), 4);
        }
    }

    /** z(1) from z(0), in a number of equal steps. */
    private static double atOne(BiFunction<VectorField, Double, Cell> method, VectorField field, double z, int steps) {
        Cell cell = method.apply(field, 1.0 / steps);
        ArrayParameters none = new ArrayParameters(Parameters.of(cell.parameters(1, 1), new double[0]), 1);
        List<double[][]> state = List.<double[][]>of(new double[][] {{z}});
        for (int i = 0; i < steps; i++) {
            state = cell.step(new ArrayMath(1, i), none, new double[][] {{0}}, state);
        }
        return state.get(0)[0][0];
    }

    private static double observedOrder(BiFunction<VectorField, Double, Cell> method, int steps) {
        double coarse = Math.abs(atOne(method, new Growth(), 1, steps) - Math.E);
        double fine = Math.abs(atOne(method, new Growth(), 1, 2 * steps) - Math.E);
        return Math.log(coarse / fine) / Math.log(2);
    }

    @Test
    void eulerIsOfFirstOrder() {
        assertThat(observedOrder(EulerCell::new, 200)).isCloseTo(1, within(0.01));
    }

    @Test
    void rk4IsOfFourthOrder() {
        assertThat(observedOrder(Rk4Cell::new, 40)).isCloseTo(4, within(0.03));
        assertThat(atOne(Rk4Cell::new, new Growth(), 1, 100)).isCloseTo(Math.E, within(1e-9));
    }

    /** On f(t) the method is Simpson's rule, which is exact for 4t³: wrong stage times would show. */
    @Test
    void rk4TakesItsStagesAtTheRightTimes() {
        assertThat(atOne(Rk4Cell::new, new CubicInTime(), 2, 8)).isCloseTo(3, within(1e-14));
    }

    /** The left Riemann sum of 4t³ is (1 − 1/n)². */
    @Test
    void eulerTakesTheSlopeAtTheStartOfTheStep() {
        assertThat(atOne(EulerCell::new, new CubicInTime(), 0, 8)).isCloseTo(49.0 / 64, within(1e-14));
    }

    @Test
    void leakyIsEulerOverTheRateEquation() {
        assertParts(step(new EulerCell(new LeakyField(true), 0.25), H), new double[][] {
            {0.045783053699992984, -0.11161324387654384}, {0.7092186118474739, 0.32907810073126026}
        });
        assertParts(step(new EulerCell(new LeakyField(false), 0.1), H), new double[][] {
            {0.03710137295582154, -0.11024318646168056}, {0.42247559621481395, 0.4260333513814411}
        });
    }

    @Test
    void leakyLayouts() {
        assertThat(new Rk4Cell(new LeakyField(true), 1).parameters(3, 5))
                .hasToString("weight_ih[5, 3], weight_hh[5, 5], bias[5]");
        assertThat(new LeakyField(false).parameters(3, 5)).hasToString("weight_ih[5, 3], weight_hh[5, 5]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void timeStepsArePositiveAndFinite(double dt) {
        String message = "The time step dt is " + dt + ". Give a positive, finite number.";
        assertRefused(INVALID_ARGUMENT, message, () -> new EulerCell(new Growth(), dt));
        assertRefused(INVALID_ARGUMENT, message, () -> new Rk4Cell(new Growth(), dt));
    }
}
