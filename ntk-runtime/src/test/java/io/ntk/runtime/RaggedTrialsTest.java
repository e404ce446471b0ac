package io.ntk.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.backend.nativejvm.NativeBackendProvider;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkMetrics;
import io.ntk.estimators.network.NetworkSnapshot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A batch of trials of different lengths is the trials computed alone, each at its own length. */
class RaggedTrialsTest {
    private static final int TRIALS = 12;
    private static final int STEPS = 45;
    private static final int INPUTS = 2;
    private static final int[] LENGTHS = {15, 45, 25, 25, 0, 35, 5, 45, 40, 10, 30, 30};

    /** Relative difference of sums of the same products in float64. */
    private static final double ROUNDING = 1e-12;

    private static final ExactNtk EXACT = new ExactNtk(1L << 30);

    private static double[] gaussian(int stream, int count) {
        double[] values = new double[count];
        ProbeDistribution.GAUSSIAN.fill(7, stream, 0, values, 0, count);
        return values;
    }

    private static ValidSteps valid() {
        double[] mask = new double[TRIALS * STEPS];
        for (int trial = 0; trial < TRIALS; trial++) {
            Arrays.fill(mask, trial * STEPS, trial * STEPS + LENGTHS[trial], 1);
        }
        return ValidSteps.of(TRIALS, STEPS, mask);
    }

    /** The batch, with a number as the inputs that follow the ends of trials. */
    private static Problem batch(Cell cell, int stream, double after) {
        RecurrentModel model = new RecurrentModel("cell", cell, INPUTS, 5);
        double[] theta = gaussian(stream, model.layout().size());
        Arrays.setAll(theta, i -> theta[i] / 2);
        double[] x = gaussian(3, TRIALS * STEPS * INPUTS);
        for (int trial = 0; trial < TRIALS; trial++) {
            Arrays.fill(x, (trial * STEPS + LENGTHS[trial]) * INPUTS, (trial + 1) * STEPS * INPUTS, after);
        }
        Problem first = new Problem(
                        model, Parameters.of(model.layout(), theta), Inputs.of(1, 1, INPUTS, new double[INPUTS]))
                .withPrecision(Precision.FLOAT64);
        return new Problem(
                model,
                first.parameters(),
                Inputs.of(TRIALS, STEPS, INPUTS, x, LENGTHS),
                InitialState.of(TRIALS, model.stateSize(), gaussian(4, TRIALS * model.stateSize())),
                first.observable(),
                first.selection(),
                first.precision(),
                first.kept(),
                Restriction.NONE.withValid(valid()));
    }

    private static AutodiffBackend engine() {
        return new NativeBackendProvider().create(BackendOptions.defaults());
    }

    /** The trials that have steps, each at its own length. */
    private static List<Problem> alone(Problem batch) {
        return IntStream.range(0, TRIALS)
                .filter(trial -> LENGTHS[trial] > 0)
                .mapToObj(trial -> new Problem(
                        batch.model(),
                        batch.parameters(),
                        batch.inputs().ofTrials(Indices.of(trial)).first(LENGTHS[trial]),
                        batch.initialState().ofTrials(Indices.of(trial)),
                        batch.observable(),
                        batch.selection(),
                        batch.precision()))
                .toList();
    }

    /** The rows of J of all trials. */
    private static DMatrixRMaj jacobian(AutodiffBackend engine, List<Problem> trials) {
        List<DMatrixRMaj> rows = new ArrayList<>();
        for (Problem trial : trials) {
            try (Linearization linearization = engine.linearize(trial)) {
                rows.add(linearization.jacobian().toMatrix());
            }
        }
        return CommonOps_DDRM.concatRowsMulti(rows.toArray(DMatrixRMaj[]::new));
    }

    private static double squaredNorm(DMatrixRMaj a) {
        return NormOps_DDRM.normF(a) * NormOps_DDRM.normF(a);
    }

    private static void isClose(double found, double right) {
        assertThat(found).isCloseTo(right, within(ROUNDING * Math.abs(right)));
    }

    @ParameterizedTest
    @EnumSource(names = {"STATES", "FINAL_STATE"})
    void aBatchIsItsTrialsComputedAlone(Observable observable) {
        for (Cell cell : List.of(new GruCell(true), new LstmCell(false))) {
            Problem before = batch(cell, 1, Double.NaN).withObservable(observable);
            Problem after = batch(cell, 2, Double.NaN).withObservable(observable);
            try (AutodiffBackend engine = engine();
                    Linearization a = engine.linearize(before);
                    Linearization b = engine.linearize(after)) {
                DMatrixRMaj left = jacobian(engine, alone(before));
                DMatrixRMaj right = jacobian(engine, alone(after));

                DMatrixRMaj batch = a.jacobian().toMatrix();
                assertThat(batch.numRows).isEqualTo(left.numRows);
                double scale = CommonOps_DDRM.elementMaxAbs(left);
                assertThat(MatrixFeatures_DDRM.isIdentical(batch, left, ROUNDING * scale))
                        .isTrue();
                isClose(EXACT.trace(a).total(), squaredNorm(left));
                double cross = squaredNorm(CommonOps_DDRM.multTransA(left, right, null));
                isClose(EXACT.crossTrace(a, b).total(), cross);
                double square = squaredNorm(CommonOps_DDRM.multTransA(left, left, null));
                isClose(EXACT.squaredFrobenius(a).total(), square);
                kernelsAgree(a);
            }
        }
    }

    @Test
    void theOneStepKernelOfABatchIsThatOfItsTrials() {
        Problem batch = batch(new LstmCell(true), 1, Double.NaN);
        try (AutodiffBackend engine = engine();
                Linearization linearization = engine.linearize(batch)) {
            double expected = 0;
            for (Problem trial : alone(batch)) {
                try (Linearization single = engine.linearize(trial)) {
                    expected += squaredNorm(single.oneStepJacobian().toMatrix());
                }
            }
            isClose(EXACT.trace(new OneStepLinearization(linearization)).total(), expected);
        }
    }

    /** The states of all trials, a row for each step, without their mean. */
    private static DMatrixRMaj centredStates(AutodiffBackend engine, List<Problem> trials) {
        List<DMatrixRMaj> rows = new ArrayList<>();
        for (Problem trial : trials) {
            try (Linearization linearization = engine.linearize(trial)) {
                int units = trial.model().hiddenSize();
                rows.add(DMatrixRMaj.wrap(trial.inputs().steps(), units, linearization.observations()));
            }
        }
        DMatrixRMaj all = CommonOps_DDRM.concatRowsMulti(rows.toArray(DMatrixRMaj[]::new));
        DMatrixRMaj sums = CommonOps_DDRM.sumCols(all, null);
        for (int i = 0; i < all.data.length; i++) {
            all.data[i] -= sums.data[i % all.numCols] / all.numRows;
        }
        return all;
    }

    @Test
    void representationsAreTheRowsThatAreLookedAt() {
        Problem before = batch(new GruCell(true), 1, Double.NaN);
        Problem after = batch(new GruCell(true), 2, Double.NaN);
        try (AutodiffBackend engine = engine();
                Linearization a = engine.linearize(before);
                Linearization b = engine.linearize(after)) {
            DMatrixRMaj x = centredStates(engine, alone(before));
            DMatrixRMaj y = centredStates(engine, alone(after));
            double cross = squaredNorm(CommonOps_DDRM.multTransA(x, y, null));
            double own = NormOps_DDRM.normF(CommonOps_DDRM.multTransA(x, x, null))
                    * NormOps_DDRM.normF(CommonOps_DDRM.multTransA(y, y, null));
            NetworkMetric cka = NetworkMetrics.of(before).stream()
                    .filter(metric -> metric.name().equals("cka"))
                    .findFirst()
                    .orElseThrow();
            isClose(cka.value(NetworkSnapshot.of(a), NetworkSnapshot.of(b)).orElseThrow(), cross / own);
        }
    }

    /** Θ X is J (Jᵀ X), and ⟨J u, v⟩ = ⟨u, Jᵀ v⟩. */
    private static void kernelsAgree(Linearization a) {
        try (MultiVector v = a.observationSpace().probes(ProbeDistribution.GAUSSIAN, 1, 0, 2);
                MultiVector u = a.parameterSpace().probes(ProbeDistribution.GAUSSIAN, 2, 0, 2);
                MultiVector vjp = a.vjp(v);
                MultiVector jvp = a.jvp(u);
                MultiVector image = a.ntk().times(v);
                MultiVector twice = a.jvp(vjp)) {
            isClose(jvp.dots(v)[0], vjp.dots(u)[0]);
            isClose(image.dots(v)[1], twice.dots(v)[1]);
        }
    }

    @Test
    void whatFollowsTheEndsOfTrialsDoesNotMatterToTheBit() {
        List<double[]> kernels = new ArrayList<>();
        for (double after : new double[] {Double.NaN, 0, 3}) {
            try (AutodiffBackend engine = engine();
                    Linearization linearization = engine.linearize(batch(new GruCell(true), 1, after))) {
                LinearOperator kernel = linearization.ntk();
                try (MultiVector x = kernel.domain().probes(ProbeDistribution.GAUSSIAN, 1, 0, 1);
                        MultiVector y = kernel.times(x)) {
                    kernels.add(y.toArray(0));
                    kernels.add(linearization.observations());
                    kernels.add(new double[] {EXACT.trace(linearization).total()});
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            assertThat(kernels.get(3 + i)).containsExactly(kernels.get(i));
            assertThat(kernels.get(6 + i)).containsExactly(kernels.get(i));
        }
    }

    /** The state of trial 1 is finite for two steps; that of trial 0 is zero. */
    private static Problem exploding(int length) {
        RecurrentModel model = new RecurrentModel("relu", new RnnCell(RnnCell.Activation.RELU, false), 1, 1);
        double[] x = new double[2 * 7];
        x[7] = 1;
        double[] valid = new double[2 * 7];
        Arrays.fill(valid, 0, 7 + length, 1);
        return new Problem(model, Parameters.of(model.layout(), new double[] {1, 1e200}), Inputs.of(2, 7, 1, x))
                .withPrecision(Precision.FLOAT64)
                .withRestriction(Restriction.NONE.withValid(ValidSteps.of(2, 7, valid)));
    }

    @Test
    void aStateMayOverflowAfterTheEndOfItsTrial() {
        try (AutodiffBackend engine = engine();
                Linearization linearization = engine.linearize(exploding(2))) {
            assertThat(linearization.observations()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1e200, 0, 0, 0, 0, 0);
        }
        try (AutodiffBackend engine = engine();
                Linearization linearization = engine.linearize(exploding(2).withObservable(Observable.FINAL_STATE))) {
            assertThat(linearization.observations()).containsExactly(0, 1e200);
        }
    }

    @Test
    void aStateThatOverflowsBeforeTheEndOfItsTrialIsNamed() {
        try (AutodiffBackend engine = engine()) {
            assertThatThrownBy(() -> engine.linearize(exploding(3)).close())
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("in trial 1 at step 2");
            assertThatThrownBy(() -> engine.linearize(exploding(3).withObservable(Observable.FINAL_STATE))
                            .close())
                    .isInstanceOf(NtkException.class)
                    .hasMessageContaining("trial 0")
                    .hasMessageContaining("That trial is counted among those that end together, which are trials 1.");
        }
    }
}
