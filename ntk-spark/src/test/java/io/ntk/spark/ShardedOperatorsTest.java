package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.CellMath;
import io.ntk.api.cell.CellParameters;
import io.ntk.api.cell.ParameterLayout;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Factor;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.runtime.NtkRuntime;
import io.ntk.tck.cell.MappedCell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** J, F and P over three shards beside the same of one engine without Spark, and what is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardedOperatorsTest {
    private static final int COLUMNS = 5;

    private final NtkRuntime runtime = NtkRuntime.create();
    private final AutodiffBackend sharded = new ShardedNativeProvider(Precision.FLOAT64)
            .create(BackendOptions.defaults().withThreads(1));
    // From a state of its own in every trial.
    private final Problem problem =
            SmallProblems.pair("lstm", 7, 4, 2, 3, Precision.FLOAT64).after().withInitialState(initialState(7, 6));

    private static InitialState initialState(int trials, int size) {
        double[] values = new double[trials * size];
        Arrays.setAll(values, i -> Math.sin(i));
        return InitialState.of(trials, size, values);
    }

    @AfterAll
    void stop() {
        sharded.close();
        runtime.close();
    }

    @ParameterizedTest
    @EnumSource(Factor.class)
    void productsAreThoseOfOneEngine(Factor factor) {
        try (Linearization one = runtime.backend().linearize(problem);
                Linearization many = sharded.linearize(problem)) {
            assertSameProduct(many.operator(factor), one.operator(factor));
            assertSameProduct(
                    many.operator(factor).adjoint(), one.operator(factor).adjoint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn_tanh", "rnn_relu", "gru", "leaky"})
    void cellsOfEquationsAreSentToTheShards(String cell) {
        Problem equations =
                SmallProblems.pair(cell, 7, 4, 2, 3, Precision.FLOAT64).after();
        try (Linearization one = runtime.backend().linearize(equations);
                Linearization many = sharded.linearize(equations)) {
            assertSameProduct(many.jacobian(), one.jacobian());
            assertSameProduct(many.jacobian().adjoint(), one.jacobian().adjoint());
        }
    }

    /** A cell that is not plain, some entries of whose parameters are frozen. */
    private static Problem mapped() {
        RecurrentModel model = new RecurrentModel("mapped", new MappedCell(), 2, 3, Optional.of(new Readout(2, true)));
        double[] theta = new double[model.layout().size()];
        Arrays.setAll(theta, i -> Math.sin(3 * i + 1));
        boolean[] keep = new boolean[theta.length];
        double[] x = new double[7 * 4 * 2];
        Arrays.setAll(x, i -> Math.cos(i));
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % 3 != 1;
        }
        return new Problem(model, Parameters.of(model.layout(), theta), Inputs.of(7, 4, 2, x))
                .withObservable(Observable.OUTPUTS)
                .withPrecision(Precision.FLOAT64)
                .withInitialState(initialState(7, 7))
                .withKept(KeptEntries.of(model.layout(), keep));
    }

    @ParameterizedTest
    @EnumSource(Factor.class)
    void productsOfACellThatIsNotPlainAreThoseOfOneEngine(Factor factor) {
        try (Linearization one = runtime.backend().linearize(mapped());
                Linearization many = sharded.linearize(mapped())) {
            assertThat(many.observations()).isEqualTo(one.observations());
            assertSameProduct(many.operator(factor), one.operator(factor));
            assertSameProduct(
                    many.operator(factor).adjoint(), one.operator(factor).adjoint());
        }
    }

    /** Trials of different lengths; the second of the shards has none with a valid step. */
    private static Problem ragged() {
        double[] valid = new double[7 * 4];
        Arrays.fill(valid, 0, 3, 1);
        valid[4] = 1;
        Arrays.fill(valid, 5 * 4 + 1, 7 * 4 - 1, 1);
        return mapped().withRestriction(Restriction.NONE
                .withSteps(Indices.range(1, 4))
                .withUnits(Indices.of(1))
                .withValid(ValidSteps.of(7, 4, valid)));
    }

    @ParameterizedTest
    @EnumSource(Factor.class)
    void productsOfTrialsOfDifferentLengthsAreThoseOfOneEngine(Factor factor) {
        try (Linearization one = runtime.backend().linearize(ragged());
                Linearization many = sharded.linearize(ragged())) {
            assertThat(many.observations()).isEqualTo(one.observations());
            assertSameProduct(many.operator(factor), one.operator(factor));
            assertSameProduct(
                    many.operator(factor).adjoint(), one.operator(factor).adjoint());
        }
    }

    private static void assertSameProduct(LinearOperator actual, LinearOperator expected) {
        try (MultiVector x = actual.domain().probes(ProbeDistribution.GAUSSIAN, 3, 10, COLUMNS);
                MultiVector same = expected.domain().probes(ProbeDistribution.GAUSSIAN, 3, 10, COLUMNS);
                MultiVector y = actual.times(x);
                MultiVector z = expected.times(same)) {
            for (int j = 0; j < COLUMNS; j++) {
                assertThat(x.toArray(j)).isEqualTo(same.toArray(j));
                assertThat(y.toArray(j)).containsExactly(z.toArray(j), within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Factor.class)
    void adjointsAreAdjoint(Factor factor) {
        try (Linearization many = sharded.linearize(problem);
                MultiVector x = many.operator(factor).domain().probes(ProbeDistribution.GAUSSIAN, 5, 0, COLUMNS);
                MultiVector y = many.operator(factor).range().probes(ProbeDistribution.GAUSSIAN, 6, 0, COLUMNS);
                MultiVector ax = many.operator(factor).times(x);
                MultiVector ay = many.operator(factor).adjoint().times(y)) {
            double[] left = ax.dots(y);
            double[] right = x.dots(ay);
            for (int j = 0; j < COLUMNS; j++) {
                assertThat(left[j]).isCloseTo(right[j], within(1e-11 * (1 + Math.abs(right[j]))));
            }
        }
    }

    @Test
    void statesComeBackInOrder() {
        try (Linearization one = runtime.backend().linearize(problem);
                Linearization many = sharded.linearize(problem)) {
            assertThat(many.observations()).isEqualTo(one.observations());
        }
    }

    @Test
    void statesThatExplodeAreRefusedWithTheTrialThatTheirShardBeginsAt() {
        Cell cell = runtime.cells().provider("rnn_relu").create(io.ntk.api.cell.CellOptions.DEFAULT.withBias(false));
        RecurrentModel model = new RecurrentModel("rnn_relu", cell, 1, 1);
        double[] x = new double[6 * 7];
        x[4 * 7 + 3] = 1;
        Problem exploding = new Problem(
                        model, Parameters.of(model.layout(), new double[] {1, 1e200}), Inputs.of(6, 7, 1, x))
                .withPrecision(Precision.FLOAT64);
        NtkException refusal = catchThrowableOfType(
                NtkException.class, () -> sharded.linearize(exploding).close());
        assertThat(refusal.id()).isEqualTo(ErrorId.NON_FINITE);
        // Trial 4 is the first of the third shard of six trials.
        assertThat(refusal.problem()).contains("trial 0 at step 5").contains("from trial 4 of the inputs");
    }

    @Test
    void closedLinearizationsAndBlocksAreRefused() {
        Linearization closed = sharded.linearize(problem);
        LinearOperator jacobian = closed.jacobian();
        MultiVector u = closed.parameterSpace().zeros(1);
        MultiVector v = closed.observationSpace().zeros(1);
        closed.close();
        closed.close();
        assertThat(catchThrowableOfType(NtkException.class, () -> jacobian.apply(u, v))
                        .id())
                .isEqualTo(ErrorId.CLOSED);
        v.close();
        assertThat(catchThrowableOfType(NtkException.class, () -> v.dots(v)).id())
                .isEqualTo(ErrorId.CLOSED);
        u.close();
        assertThat(catchThrowableOfType(NtkException.class, () -> u.dots(u)).id())
                .isEqualTo(ErrorId.CLOSED);
    }

    @Test
    void aCellThatCannotBeSentIsRefusedWithTheClassThatCannot() {
        RecurrentModel model = new RecurrentModel("unsendable", new UnsendableCell(), 1, 1);
        Problem unsendable =
                new Problem(model, Parameters.of(model.layout(), new double[] {1}), Inputs.of(2, 2, 1, new double[4]));
        NtkException refusal = catchThrowableOfType(
                NtkException.class, () -> sharded.linearize(unsendable).close());
        assertThat(refusal.id()).isEqualTo(ErrorId.CELL_DEFINITION);
        assertThat(refusal.problem()).contains("java.lang.Object");
    }

    @Test
    void theEngineNamesWhatRunsAndWhere() {
        assertThat(sharded.id()).isEqualTo("native");
        assertThat(sharded.engine()).isEqualTo(runtime.backend().engine());
        assertThat(sharded.device()).contains("Spark").contains("local[2]");
    }

    /** Holds what cannot be serialized. */
    private static final class UnsendableCell implements Cell {
        private final Object lock = new Object();

        @Override
        public ParameterLayout parameters(int inputSize, int hiddenSize) {
            return ParameterLayout.builder().weight("w", hiddenSize, hiddenSize).build();
        }

        @Override
        public <A> List<A> step(CellMath<A> math, CellParameters<A> theta, A input, List<A> state) {
            synchronized (lock) {
                return List.of(theta.linear("w", state.get(0)));
            }
        }
    }
}
