package io.ntk.backend.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The two ways of differentiating, on cells and sizes that are awkward for sweeps. */
class SweepsAgainstAutogradTest {
    /** Neighbours meet: a column depends on several columns of one array, by the same and by different arrays. */
    private static final class LateralCell implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("w", hiddenSize, inputSize)
                    .vector("unused", 2)
                    .vector("b", hiddenSize)
                    .build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A h = math.tanh(math.add(state.get(0), theta.affine("w", "b", input)));
            int size = math.width(h);
            A rolled = math.concat(List.of(math.slice(h, 1, size), math.slice(h, 0, 1)));
            A twice = math.concat(List.of(math.slice(rolled, 1, size), math.slice(rolled, 0, 1)));
            A square = math.multiply(math.add(h, rolled), twice);
            return List.of(math.add(math.scale(square, 0.4), math.scale(state.get(0), 0)));
        }
    }

    /** Hands its second part on as it is, and reads both in its observed one. */
    private static final class KeepingCell implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("w", hiddenSize, inputSize + hiddenSize)
                    .build();
        }

        @Override
        public int stateParts() {
            return 2;
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A kept = state.get(1);
            A x = math.concat(List.of(input, math.slice(state.get(0), 0, 1), math.slice(kept, 1, math.width(kept))));
            return List.of(math.add(theta.linear("w", x), kept), kept);
        }
    }

    static Stream<Named<Problem>> problems() {
        Cell gru = StackedCell.of(new GruCell(true), 2);
        return Stream.of(
                Named.of("lateral", problem(new LateralCell(), 3, 5, 2, 4)),
                Named.of("lateral of one unit", problem(new LateralCell(), 2, 3, 1, 2)),
                Named.of("kept", problem(new KeepingCell(), 3, 5, 2, 4)),
                Named.of(
                        "kept, final outputs",
                        problem(new KeepingCell(), 3, 5, 2, 4).withObservable(Observable.FINAL_OUTPUT)),
                Named.of("gru at length", problem(gru, 4, 40, 3, 17).withObservable(Observable.OUTPUTS)));
    }

    @ParameterizedTest
    @MethodSource("problems")
    void agree(Problem problem) {
        try (AutodiffBackend autograd = backend("autograd", 2L << 30);
                AutodiffBackend sweeps = backend("sweeps", 2L << 30);
                Linearization one = autograd.linearize(problem);
                Linearization other = sweeps.linearize(problem)) {
            assertThat(other.observations()).containsExactly(one.observations());
            expectEqual(one.jacobian(), other.jacobian());
            expectEqual(one.jacobian().adjoint(), other.jacobian().adjoint());
            expectEqual(one.propagation(), other.propagation());
            expectEqual(one.propagation().adjoint(), other.propagation().adjoint());
            expectEqual(one.oneStepJacobian(), other.oneStepJacobian());
            expectEqual(one.oneStepJacobian().adjoint(), other.oneStepJacobian().adjoint());
        }
    }

    private static void expectEqual(LinearOperator one, LinearOperator other) {
        try (MultiVector x = one.domain().probes(ProbeDistribution.GAUSSIAN, 5, 0, 3);
                MultiVector expected = one.times(x);
                MultiVector actual = other.times(x)) {
            for (int j = 0; j < 3; j++) {
                double[] numbers = expected.toArray(j);
                double scale = Arrays.stream(numbers).map(Math::abs).max().orElseThrow();
                assertThat(scale).isPositive();
                double[] found = actual.toArray(j);
                for (int i = 0; i < numbers.length; i++) {
                    assertThat(found[i]).as("element %d of column %d", i, j).isCloseTo(numbers[i], within(scale));
                }
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double scale) {
        return org.assertj.core.data.Offset.offset(1e-12 * scale);
    }

    @Test
    void sweepsSayHowMuchMemoryAColumnNeeds() {
        try (AutodiffBackend backend = backend("sweeps", 100);
                Linearization derivative = backend.linearize(problem(new LateralCell(), 3, 5, 2, 4));
                MultiVector v = derivative.observationSpace().zeros(2)) {
            assertThatThrownBy(() -> derivative.vjp(v))
                    .asInstanceOf(InstanceOfAssertFactories.type(NtkException.class))
                    .returns(ErrorId.OUT_OF_MEMORY, NtkException::id)
                    .extracting(NtkException::problem)
                    .asString()
                    .contains("the limit is 100");
        }
    }

    @Test
    void anInfiniteDerivativeIsFoundBySweeps() {
        Cell cell = new Cell() {
            @Override
            public ParameterLayout parameters(int inputSize, int hiddenSize) {
                return ParameterLayout.builder()
                        .weight("w", hiddenSize, inputSize)
                        .build();
            }

            @Override
            public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
                // Zero for inputs of zero, with a slope that overflows.
                return List.of(math.tanh(math.scale(math.scale(theta.linear("w", input), 1e200), 1e200)));
            }
        };
        RecurrentModel model = new RecurrentModel("steep", cell, 1, 1);
        Problem problem = new Problem(
                        model,
                        Parameters.of(model.layout(), new double[] {1}),
                        Inputs.of(2, 2, 1, new double[] {0, 0, 0, 0}))
                .withPrecision(Precision.FLOAT64);
        try (AutodiffBackend backend = backend("sweeps", 2L << 30);
                Linearization derivative = backend.linearize(problem);
                MultiVector v = derivative.observationSpace().zeros(2)) {
            assertThatThrownBy(() -> derivative.vjp(v))
                    .asInstanceOf(InstanceOfAssertFactories.type(NtkException.class))
                    .returns(ErrorId.NON_FINITE, NtkException::id)
                    .extracting(NtkException::problem)
                    .isEqualTo("The derivative of cell 'steep' holds Infinity in trial 0 at step 0.");
        }
    }

    private static AutodiffBackend backend(String derivatives, long memory) {
        return new DjlBackendProvider()
                .create(BackendOptions.defaults()
                        .withMemoryLimit(memory)
                        .withSettings(Map.of("derivatives", derivatives)));
    }

    private static Problem problem(Cell cell, int trials, int steps, int inputSize, int hiddenSize) {
        RecurrentModel model = new RecurrentModel(
                cell.getClass().getSimpleName(), cell, inputSize, hiddenSize, Optional.of(new Readout(3, true)));
        Parameters parameters =
                Parameters.of(model.layout(), random(1, model.layout().size()));
        Inputs inputs = Inputs.of(trials, steps, inputSize, random(2, trials * steps * inputSize));
        return new Problem(model, parameters, inputs).withPrecision(Precision.FLOAT64);
    }

    private static double[] random(long stream, int count) {
        CounterGenerator generator = new CounterGenerator(20250102, stream);
        double[] values = new double[count];
        Arrays.setAll(values, i -> 1.4 * generator.uniform(i) - 0.7);
        return values;
    }
}
