package io.ntk.api.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.cell.WeightMap;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.StepStructure.AffineSite;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** J, P and F of problems that are not plain, beside differences of their own equations. */
class MappedLinearizationTest {
    private static final double TOLERANCE = 1e-7;

    /** z' = tanh(W z + Wᵀ z + x + b), W = exp(v); a' = [z'₀]; read = [tanh(z + b), a]. Of a, width 1, and z, width H. */
    private record Odd() implements Cell {
        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder()
                    .weight("v", hiddenSize, hiddenSize)
                    .vector("b", hiddenSize)
                    .build();
        }

        @Override
        public WeightMap weights(int inputSize, int hiddenSize) {
            return new Exponential(parameters(inputSize, hiddenSize), hiddenSize);
        }

        @Override
        public int stateParts() {
            return 2;
        }

        @Override
        public int observedPart() {
            return 1;
        }

        @Override
        public List<Integer> stateWidths(int inputSize, int hiddenSize) {
            return List.of(1, hiddenSize);
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            A z = state.get(1);
            A drive = math.add(theta.affine("W", "b", z), theta.linear("W.T", z));
            A x = math.broadcast(math.slice(input, 0, 1), math.width(z));
            A next = math.tanh(math.add(drive, x));
            return List.of(math.slice(next, 0, 1), next);
        }

        @Override
        public <A> A output(CellMath<A> math, CellParameters<A> theta, List<A> state) {
            return math.concat(List.of(math.tanh(math.add(state.get(1), theta.vector("b"))), state.get(0)));
        }
    }

    private record Exponential(ParameterLayout trained, int size) implements WeightMap {
        @Override
        public ParameterLayout used() {
            return ParameterLayout.builder()
                    .weight("W", size, size)
                    .weight("W.T", size, size)
                    .vector("b", size)
                    .build();
        }

        @Override
        public int[] sources() {
            int square = size * size;
            int[] sources = new int[2 * square + size];
            Arrays.setAll(
                    sources, i -> i < square ? i : i < 2 * square ? i % size * size + i / size % size : i - square);
            return sources;
        }

        @Override
        public double[] values(double[] theta) {
            int[] sources = sources();
            double[] values = new double[sources.length];
            Arrays.setAll(values, i -> i < 2 * size * size ? 0.2 * Math.exp(theta[sources[i]]) : theta[sources[i]]);
            return values;
        }

        @Override
        public double[] slopes(double[] theta) {
            double[] slopes = values(theta);
            Arrays.fill(slopes, 2 * size * size, slopes.length, 1);
            return slopes;
        }
    }

    private static Problem problem(Cell cell, Observable observable, boolean isMasked) {
        RecurrentModel model = new RecurrentModel("odd", cell, 2, 2, Optional.of(new Readout(2, true)));
        double[] theta = wave(model.layout().size());
        boolean[] keep = new boolean[theta.length];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % 3 != 1;
        }
        Problem problem = new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(2, 3, 2, wave(12)))
                .withPrecision(Precision.FLOAT64)
                .withInitialState(InitialState.of(1, model.stateSize(), wave(model.stateSize())))
                .withObservable(observable);
        return isMasked ? problem.withKept(KeptEntries.of(model.layout(), keep)) : problem;
    }

    private static double[] wave(int size) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> 0.7 * Math.sin(2.3 * i + 1));
        return values;
    }

    @ParameterizedTest
    @CsvSource({
        "STATES, false, 1",
        "FINAL_STATE, true, 1",
        "OUTPUTS, false, 1",
        "OUTPUTS, true, 1",
        "FINAL_OUTPUT, false, 1",
        "OUTPUTS, false, 2",
    })
    void productsAreThoseOfTheEquations(Observable observable, boolean isMasked, int layers) {
        Problem problem = problem(StackedCell.of(new Odd(), layers), observable, isMasked);
        try (Linearization derivative = new DifferencesBackend().linearize(problem)) {
            assertThat(derivative.problem()).isEqualTo(problem);
            assertThat(derivative.observations())
                    .containsExactly(
                            DifferencesBackend.observed(
                                    problem,
                                    problem.parameters().toArray(),
                                    new double
                                            [Math.toIntExact(
                                                    problem.perturbationShape().size())],
                                    new ArrayList<>()),
                            within(1e-14));
            for (Factor factor : Factor.values()) {
                LinearOperator operator = derivative.operator(factor);
                try (MultiVector x = operator.domain().zeros(1);
                        MultiVector y = operator.range().zeros(1)) {
                    x.setColumn(0, wave(Math.toIntExact(operator.domain().dimension())));
                    y.setColumn(0, wave(Math.toIntExact(operator.range().dimension())));
                    try (MultiVector ax = operator.times(x);
                            MultiVector ay = operator.adjoint().times(y)) {
                        assertThat(ax.toArray(0))
                                .containsExactly(
                                        DifferencesBackend.product(problem, factor, x.toArray(0)), within(TOLERANCE));
                        assertThat(ax.dots(y)[0]).isCloseTo(x.dots(ay)[0], within(TOLERANCE));
                    }
                }
            }
        }
    }

    @Test
    void piecesOfOutputsComeFromAStepLater() {
        Problem problem = problem(new Odd(), Observable.OUTPUTS, false);
        try (Linearization derivative = new DifferencesBackend().linearize(problem)) {
            StepStructure structure = derivative.requireStructure("test");
            assertThat(structure.stateSize()).isEqualTo(3);
            assertThat(structure.perturbationSize()).isEqualTo(5);
            // b is used by the step and by the output.
            assertThat(structure.sites().stream().map(AffineSite::bias))
                    .containsExactly("", "", "b", "b", "", "readout.bias");
            assertThat(structure.usedParameters()).isPresent();
            assertThat(structure.isObservationConstant()).isFalse();
            DoubleBuffer c = DoubleBuffer.allocate(3 * 2 * 5);
            structure.observations(0, c);
            assertThat(c.array()).startsWith(10300, 10301, 10302, 1, 0, 10400, 10401, 10402, 0, 1, 20300);
            DoubleBuffer a = DoubleBuffer.allocate(3 * 3 * 3);
            structure.stateJacobians(0, a);
            assertThat(a.array()).startsWith(0, 1, 2, 100, 101, 102, 200, 201, 202, 10000);
            DoubleBuffer d = DoubleBuffer.allocate(3 * 5 * 2);
            structure.siteJacobians(5, 0, d);
            assertThat(d.array()).startsWith(0, 0, 0, 0, 0, 0, 10300, 10301, 10400, 10401, 0);
            structure.siteJacobians(2, 0, d);
            assertThat(d.array()).startsWith(0, 1, 100, 101, 200, 201, 0, 0, 0, 0, 10000);
            DoubleBuffer f = DoubleBuffer.allocate(3 * 3);
            structure.features(4, 0, f);
            assertThat(f.array()).startsWith(10000, 10001, 10002, 20000);
        }
    }

    @Test
    void aPlainProblemReachesTheEngineAsItIs() {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 2, 2);
        Problem problem = new Problem(
                model, Parameters.of(model.layout(), wave(model.layout().size())), Inputs.of(1, 1, 2, wave(2)));
        assertThat(PlainProblem.of(problem).problem()).isSameAs(problem);
    }
}
