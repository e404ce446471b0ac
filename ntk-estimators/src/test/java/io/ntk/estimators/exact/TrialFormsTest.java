package io.ntk.estimators.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.DenseMatrix;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.linalg.DirectBuffers;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import io.ntk.tck.cell.MappedCell;
import io.ntk.tck.reference.ReferenceBackend;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrialFormsTest {
    private static final long MEMORY = 1L << 30;

    /** Sums of products of numbers of order 1, of some hundreds of parameters. */
    private static final double RELATIVE = 1e-11;

    private static final int VECTORS = 3;

    private final ReferenceBackend backend = new ReferenceBackend();

    /** Cells, observables, selections, masks, ragged trials, steps and units, all at random. */
    @Test
    void areThoseOfTheBlocksOfTheJacobian() {
        for (int seed = 0; seed < 330; seed++) {
            try (Linearization of = backend.linearize(RandomProblem.of(seed))) {
                assertAgree("seed " + seed, of);
            }
        }
    }

    /** One parameter makes several elements of tensors that the step uses. */
    @ParameterizedTest
    @EnumSource
    void addTheElementsThatOneParameterMakes(Observable observable) {
        RecurrentModel model = new RecurrentModel("mapped", new MappedCell(), 2, 4, Optional.of(new Readout(3, true)));
        int trials = 3;
        int steps = 5;
        Problem problem = new Problem(
                model,
                RandomProblem.parameters(model, 1),
                Inputs.of(trials, steps, 2, RandomProblem.normal(2, trials * steps * 2, 1)),
                InitialState.of(1, model.stateSize(), RandomProblem.normal(3, model.stateSize(), 0.5)),
                observable,
                ParameterSelection.all(),
                Precision.FLOAT64);
        try (Linearization of = backend.linearize(problem)) {
            assertThat(SiteTensors.of(of)).isEmpty();
            assertAgree(observable.toString(), of);
        }
    }

    @Test
    void areThoseOfOneStepKernels() {
        for (int seed = 0; seed < 22; seed++) {
            try (Linearization whole = backend.linearize(RandomProblem.of(seed))) {
                assertAgree("seed " + seed, new OneStepLinearization(whole));
            }
        }
    }

    /** With many units fewer steps than features, and with few of them more. */
    @ParameterizedTest
    @CsvSource({"12, 3", "2, 9"})
    void areTheSameByStepsAndByFeatures(int units, int steps) {
        for (boolean isGated : new boolean[] {false, true}) {
            Problem problem = RandomProblem.of(
                    isGated ? new GruCell(true) : new RnnCell(RnnCell.Activation.TANH, true), units, 4, steps);
            try (Linearization of = backend.linearize(problem)) {
                assertAgree(units + " units", of);
            }
        }
    }

    private static void assertAgree(String what, Linearization of) {
        try (TrialForms forms = TrialForms.of("test", Kernel.of(of), MEMORY);
                MultiVector v =
                        Probes.of(of.observationSpace(), ProbeKind.GAUSSIAN, 1).block(0, VECTORS)) {
            double[] found = forms.of(v);
            double[][] columns = DenseNtk.jacobianColumns(of);
            for (int j = 0; j < VECTORS; j++) {
                double expected =
                        form(columns, v.toArray(j), of.problem().inputs().trials());
                assertThat(found[j]).as(what).isCloseTo(expected, within(RELATIVE * expected));
            }
        }
    }

    /** Σ_b ‖J_bᵀ v_b‖². */
    private static double form(double[][] columns, double[] v, int trials) {
        int rows = v.length / trials;
        double form = 0;
        for (double[] column : columns) {
            for (int b = 0; b < trials; b++) {
                double element = 0;
                for (int row = b * rows; row < (b + 1) * rows; row++) {
                    element += column[row] * v[row];
                }
                form += element * element;
            }
        }
        return form;
    }

    @Test
    void areTheSameHoweverLittleIsKept() {
        try (Linearization of = backend.linearize(RandomProblem.of(new GruCell(true)));
                MultiVector v =
                        Probes.of(of.observationSpace(), ProbeKind.GAUSSIAN, 1).block(0, 200)) {
            long least = leastMemory(of);
            assertThat(least).isBetween(10_000L, 2_000_000L);
            try (TrialForms poor = TrialForms.of("test", Kernel.of(of), least);
                    TrialForms rich = TrialForms.of("test", Kernel.of(of), MEMORY)) {
                assertThat(poor.of(v)).containsExactly(rich.of(v));
            }
            assertThatThrownBy(() -> TrialForms.of("test", Kernel.of(of), least - 1))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY))
                    .hasMessageContainingAll("'test'", (least - 1) + " are allowed");
        }
    }

    private static long leastMemory(Linearization of) {
        long tooLittle = 1;
        long enough = MEMORY;
        while (enough - tooLittle > 1) {
            long middle = (tooLittle + enough) / 2;
            try {
                TrialForms.of("test", Kernel.of(of), middle).close();
                enough = middle;
            } catch (NtkException e) {
                tooLittle = middle;
            }
        }
        return enough;
    }

    /** With many and with few rows, some of them zero or equal to others. */
    @ParameterizedTest
    @CsvSource({"7, 3", "3, 7", "4, 4", "1, 5"})
    void factorsHaveTheInnerProductsOfFeatures(int rows, int width) {
        double[] values = RandomProblem.normal(3, rows * width, 1);
        Arrays.fill(values, 0, width, 0);
        if (rows > 2) {
            System.arraycopy(values, width, values, 2 * width, width);
        }
        DoubleBuffer buffer = DirectBuffers.allocate("test", values.length).put(0, values);
        DenseMatrix factor = FeatureFactor.of("test", DenseMatrix.of(buffer, 0, rows, width));
        assertThat(factor.rows()).isEqualTo(Math.min(rows, width));
        DMatrixRMaj r = new DMatrixRMaj(factor.rows(), rows);
        IntStream.range(0, r.numRows)
                .forEach(i -> IntStream.range(0, rows).forEach(j -> r.set(i, j, factor.get(i, j))));
        DMatrixRMaj f = DMatrixRMaj.wrap(rows, width, values);
        DMatrixRMaj difference = CommonOps_DDRM.multTransA(r, r, null);
        CommonOps_DDRM.subtractEquals(difference, CommonOps_DDRM.multTransB(f, f, null));
        assertThat(CommonOps_DDRM.elementMaxAbs(difference)).isLessThan(1e-13 * width);
    }
}
