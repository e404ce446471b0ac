package io.ntk.estimators.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.cell.Cell;
import io.ntk.api.cell.GruCell;
import io.ntk.api.cell.LstmCell;
import io.ntk.api.cell.RnnCell;
import io.ntk.api.cell.StackedCell;
import io.ntk.api.model.Indices;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Progress;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LyapunovExponentsTest {
    private static final long MEMORY = 1 << 24;

    static List<Cell> cells() {
        return List.of(
                new RnnCell(RnnCell.Activation.TANH, true),
                new GruCell(true),
                new LstmCell(true),
                StackedCell.of(new GruCell(true), 2));
    }

    private static LyapunovExponents of(Problem problem) {
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            return LyapunovExponents.of(linearization, MEMORY, Progress.none());
        }
    }

    /** Q R of the product of all A_t is unique, and the diagonal of R the product of the factors. */
    @ParameterizedTest
    @MethodSource("cells")
    void areThoseOfTheDenseProductOfAFewSteps(Cell cell) {
        Problem problem = DynamicsProblems.random(cell, 2, 4, 3);
        LyapunovExponents found = of(problem);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            for (int trial = 0; trial < 2; trial++) {
                DMatrixRMaj[] steps = DynamicsProblems.stateJacobians(linearization, trial);
                assertThat(found.of(trial)).containsExactly(ofProduct(steps), within(1e-7));
            }
        }
    }

    private static double[] ofProduct(DMatrixRMaj... steps) {
        DMatrixRMaj product = CommonOps_DDRM.identity(steps[0].numRows);
        for (DMatrixRMaj step : steps) {
            product = CommonOps_DDRM.mult(step, product, null);
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(product.numRows, product.numRows);
        qr.decompose(product);
        DMatrixRMaj r = qr.getR(null, true);
        return IntStream.range(0, r.numRows)
                .mapToDouble(i -> -Math.log(Math.abs(r.get(i, i))) / steps.length)
                .sorted()
                .map(negative -> -negative)
                .toArray();
    }

    @Test
    void followEachTrialToItsOwnEnd() {
        Problem whole = DynamicsProblems.random(new GruCell(true), 4, 5, 2);
        ValidSteps valid =
                ValidSteps.of(4, 5, new double[] {1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0});
        LyapunovExponents found =
                of(whole.withRestriction(Restriction.NONE.withValid(valid).withUnits(Indices.of(1))));
        try (Linearization linearization = new ReferenceBackend().linearize(whole)) {
            int[] ends = {3, 0, 5, 2};
            for (int trial : new int[] {0, 2, 3}) {
                DMatrixRMaj[] steps = DynamicsProblems.stateJacobians(linearization, trial);
                assertThat(found.of(trial)).containsExactly(ofProduct(Arrays.copyOf(steps, ends[trial])), within(1e-9));
            }
        }
        assertThat(found.of(1)).isEmpty();
        assertThat(found.trialsWithSteps()).isEqualTo(3);
        assertThat(found.unresolved()).isZero();
        assertThat(found.mean()[0]).isCloseTo((found.of(0)[0] + found.of(2)[0] + found.of(3)[0]) / 3, within(1e-15));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void sumToTheMeanLogarithmOfTheDeterminants(Cell cell) {
        Problem problem = DynamicsProblems.random(cell, 3, 20, 3);
        LyapunovExponents found = of(problem);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            for (int trial = 0; trial < 3; trial++) {
                double sum = 0;
                for (DMatrixRMaj step : DynamicsProblems.stateJacobians(linearization, trial)) {
                    sum += Math.log(Math.abs(CommonOps_DDRM.det(step))) / 20;
                }
                assertThat(Arrays.stream(found.of(trial)).sum()).isCloseTo(sum, within(1e-10));
            }
        }
    }

    @Test
    void approachTheLogarithmsOfTheEigenvaluesOfALinearNetwork() {
        // Upper triangular, whose QR factorisations keep it so: the exponents are exact at any time.
        DMatrixRMaj triangular = new DMatrixRMaj(new double[][] {{1.2, 3, -2}, {0, -0.7, 1}, {0, 0, 0.1}});
        assertThat(of(DynamicsProblems.linear(triangular, 1, 3)).mean())
                .containsExactly(new double[] {Math.log(1.2), Math.log(0.7), Math.log(0.1)}, within(1e-13));
        // Rotated, they approach them as 1/T.
        double c = Math.cos(1);
        double s = Math.sin(1);
        DMatrixRMaj rotation = new DMatrixRMaj(new double[][] {{c, 0, s}, {0, 1, 0}, {-s, 0, c}});
        DMatrixRMaj general =
                CommonOps_DDRM.mult(rotation, CommonOps_DDRM.multTransB(triangular, rotation, null), null);
        double[] found = of(DynamicsProblems.linear(general, 1, 400)).mean();
        assertThat(found)
                .containsExactly(new double[] {Math.log(1.2), Math.log(0.7), Math.log(0.1)}, within(4.0 / 400));
    }

    @Test
    void statesTheSpreadOverTrials() {
        LyapunovExponents found = of(DynamicsProblems.random(new GruCell(true), 3, 5, 2));

        double[] first = {found.of(0)[0], found.of(1)[0], found.of(2)[0]};
        double mean = Arrays.stream(first).average().orElseThrow();
        double squares = Arrays.stream(first).map(x -> (x - mean) * (x - mean)).sum();
        assertThat(found.mean()[0]).isCloseTo(mean, within(1e-15));
        assertThat(found.deviation()[0])
                .isCloseTo(Math.sqrt(squares / 2), within(1e-15))
                .isPositive();
        assertThat(of(DynamicsProblems.random(new GruCell(true), 1, 5, 2)).deviation())
                .containsOnly(Double.NaN);
    }

    @Test
    void doNotDependOnWhatIsObserved() {
        Problem states = DynamicsProblems.random(new LstmCell(true), 2, 5, 2);
        assertThat(of(states.withObservable(Observable.FINAL_STATE)).of(1))
                .containsExactly(of(states).of(1));
        assertThat(of(states).size()).isEqualTo(4);
    }

    @Test
    void directionsThatAStepLosesAreUnresolved() {
        DMatrixRMaj singular = new DMatrixRMaj(new double[][] {{1, 2}, {0.5, 1}});

        LyapunovExponents found = of(DynamicsProblems.linear(singular, 2, 5));

        assertThat(found.of(0)[0]).isFinite();
        assertThat(found.of(0)[1]).isNaN();
        assertThat(found.mean()[1]).isNaN();
        assertThat(found.unresolved()).isEqualTo(2);
    }

    @Test
    void namesTheStepWhoseJacobianIsNotFinite() {
        Problem problem = DynamicsProblems.random(new GruCell(true), 3, 5, 2);
        try (Linearization linearization = new DivergedLinearization(new ReferenceBackend().linearize(problem))) {
            assertThatThrownBy(() -> LyapunovExponents.of(linearization, MEMORY, Progress.none()))
                    .isInstanceOf(NtkException.class)
                    .hasMessageStartingWith("The step Jacobian of trial 2 at step 3 holds NaN.");
        }
    }

    /** Where each trial is read once, those of all share a buffer. */
    @Test
    void stepJacobiansAreKeptOfAsManyTrialsAsAreWanted() {
        Problem problem = DynamicsProblems.random(new GruCell(true), 2, 5, 2);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            StateJacobians none = new StateJacobians("test", linearization, MEMORY, 0);
            StateJacobians all = new StateJacobians("test", linearization, MEMORY, 2);
            assertThat(none.of(1)).isSameAs(none.of(0)).isEqualTo(all.of(0)).isNotEqualTo(all.of(1));
            assertThat(all.of(0)).isSameAs(all.of(0)).isNotSameAs(all.of(1));
        }
    }

    @Test
    void refusesStepJacobiansThatDoNotFit() {
        Problem problem = DynamicsProblems.random(new GruCell(true), 1, 5, 2);
        try (Linearization linearization = new ReferenceBackend().linearize(problem)) {
            assertThatThrownBy(() -> LyapunovExponents.of(linearization, 100, Progress.none()))
                    .hasMessageStartingWith(
                            "The step Jacobians of one trial, 5 matrices of order 2, need 160 bytes, but 100 are allowed.");
        }
    }
}
