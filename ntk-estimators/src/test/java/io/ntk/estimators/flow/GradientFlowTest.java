package io.ntk.estimators.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.linalg.SymmetricEigen;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.estimators.statistics.Outcome;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the explicit Jacobian of the golden GRU. */
class GradientFlowTest {
    private static final Problem PROBLEM = GoldenCase.named("gru").problemBefore(Precision.FLOAT64);
    private static final int TRIALS = PROBLEM.inputs().trials();
    private static final int STEPS = PROBLEM.inputs().steps();
    private static final int HIDDEN = PROBLEM.model().hiddenSize();
    private static final int ROWS = TRIALS * STEPS * HIDDEN;
    private static final TrialGroups GROUPS = TrialGroups.of(labels(), TRIALS);

    private static Linearization linearization;
    private static DMatrixRMaj jacobian;
    private static DMatrixRMaj kernel;
    private static double[] error;

    private static double[] labels() {
        double[] labels = new double[TRIALS];
        for (int trial = 0; trial < TRIALS; trial++) {
            labels[trial] = trial == 1 ? 7 : -2;
        }
        return labels;
    }

    @BeforeAll
    static void linearize() {
        linearization = new ReferenceBackend().linearize(PROBLEM);
        jacobian = linearization.jacobian().toMatrix();
        kernel = new DMatrixRMaj(ROWS, ROWS);
        CommonOps_DDRM.multTransB(jacobian, jacobian, kernel);
        error = new double[ROWS];
        ProbeDistribution.GAUSSIAN.fill(9, 0, 0, error, 0, ROWS);
    }

    @AfterAll
    static void close() {
        linearization.close();
    }

    private static double[] times(DMatrixRMaj matrix, double[] x) {
        DMatrixRMaj y = new DMatrixRMaj(matrix.getNumRows(), 1);
        CommonOps_DDRM.mult(matrix, DMatrixRMaj.wrap(x.length, 1, x), y);
        return y.data;
    }

    private static double squares(double[] x) {
        return Arrays.stream(x).map(value -> value * value).sum();
    }

    @Test
    void theFlowIsMinusTheKernelTimesTheError() {
        GradientFlow flow = GradientFlow.of(linearization, error);
        double[] expected = times(kernel, error);
        for (int i = 0; i < ROWS; i++) {
            assertThat(flow.flow()[i]).isCloseTo(-expected[i], within(1e-12));
        }
        assertThat(flow.rayleigh())
                .isCloseTo(
                        CommonOps_DDRM.dot(DMatrixRMaj.wrap(1, ROWS, error), DMatrixRMaj.wrap(1, ROWS, expected))
                                / squares(error),
                        within(1e-12));
        assertThat(flow.gradientShare().values().stream().mapToDouble(x -> x).sum())
                .isCloseTo(1, within(1e-14));
        Map<String, Integer> axes = Map.of(Axis.TRIAL, TRIALS, Axis.TIME, STEPS, Axis.UNIT, HIDDEN);
        axes.forEach((axis, size) -> {
            assertThat(flow.flowShare(axis)).hasSize(size);
            assertThat(Arrays.stream(flow.flowShare(axis)).sum()).isCloseTo(1, within(1e-14));
        });
        double ofLastStep = 0;
        for (int i = 0; i < ROWS; i++) {
            ofLastStep += i / HIDDEN % STEPS == STEPS - 1 ? expected[i] * expected[i] : 0;
        }
        assertThat(flow.flowShare(Axis.TIME)[STEPS - 1]).isCloseTo(ofLastStep / squares(expected), within(1e-13));
    }

    @Test
    void anErrorOfZeroIsRefused() {
        assertThatThrownBy(() -> GradientFlow.of(linearization, new double[ROWS]))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The error is zero");
        assertThatThrownBy(() -> GradientFlow.of(linearization, new double[] {1}))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("has 1 elements");
    }

    @Test
    void anAlignmentWithAKernelOfZeroIsRefused() {
        Estimate zero = Outcome.exact(0).by("any", List.of(), EstimatorOptions.samples(1));
        assertThatThrownBy(() -> GradientFlow.of(linearization, error).errorAlignment(zero))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The kernel is zero");
    }

    @Test
    void intervalsFollowThoseOfTheSquaredNorm() {
        GradientFlow flow = GradientFlow.of(linearization, error);
        double square = 4 * flow.rayleigh() * flow.rayleigh();
        Estimate estimate = new Outcome(
                        square,
                        OptionalDouble.of(0.01 * square),
                        Optional.of(new Interval(0.25 * square, 1.44 * square)),
                        ErrorKind.STANDARD_ERROR,
                        StopReason.COMPLETED,
                        List.of())
                .by("any", List.of(), EstimatorOptions.samples(1));
        Estimate alignment = flow.errorAlignment(estimate);
        assertThat(alignment.value()).isCloseTo(0.5, within(1e-12));
        assertThat(alignment.standardError().orElseThrow()).isCloseTo(0.0025, within(1e-12));
        assertThat(alignment.interval95().orElseThrow().lower()).isCloseTo(0.5 / 1.2, within(1e-12));
        assertThat(alignment.interval95().orElseThrow().upper()).isCloseTo(1, within(1e-12));
        assertThat(GradientFlow.norm(estimate).interval95().orElseThrow().upper())
                .isCloseTo(2.4 * flow.rayleigh(), within(1e-9 * flow.rayleigh()));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 24, 48, 120})
    void sharesOfTheErrorAreWithinTheirBounds(int products) {
        int count = 6;
        ErrorSpectrum found = ErrorSpectrum.of(
                linearization.ntk(),
                error,
                count,
                EstimatorOptions.samples(products).withTolerance(1e-10));
        SymmetricEigen eigen = SymmetricEigen.of("the kernel", kernel);
        double inside = 0;
        assertThat(found.shares()).hasSize(count);
        for (int k = 0; k < count; k++) {
            double part = 0;
            for (int i = 0; i < ROWS; i++) {
                part += eigen.vectors().get(i, k) * error[i];
            }
            inside += part * part / squares(error);
            ErrorSpectrum.Share share = found.shares().get(k);
            assertThat(Math.abs(share.value() - inside)).isLessThanOrEqualTo(share.error() + 1e-12);
            if (products == 120) {
                assertThat(share.error()).isLessThan(1e-6);
            }
        }
    }

    @Test
    void allEigenvectorsHoldTheWholeError() {
        Problem small = PROBLEM.withObservable(io.ntk.api.model.Observable.FINAL_STATE);
        try (Linearization last = new ReferenceBackend().linearize(small)) {
            int order = TRIALS * HIDDEN;
            ErrorSpectrum found = ErrorSpectrum.of(
                    last.ntk(), Arrays.copyOf(error, order), order + 5, EstimatorOptions.samples(order));
            assertThat(found.shares()).hasSize(order);
            assertThat(found.shares().get(order - 1).value()).isCloseTo(1, within(1e-12));
            assertThat(found.shares().get(order - 1).error()).isZero();
        }
    }

    private static double block(int a, int b) {
        double sum = 0;
        for (int i = 0; i < ROWS; i++) {
            for (int j = 0; j < ROWS; j++) {
                boolean isInside = GROUPS.group(i / (STEPS * HIDDEN)) == a && GROUPS.group(j / (STEPS * HIDDEN)) == b;
                sum += isInside ? kernel.get(i, j) * kernel.get(i, j) : 0;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void blocksOfGroupsAreThoseOfTheKernel() {
        double expected = block(0, 1) / Math.sqrt(block(0, 0) * block(1, 1));
        List<List<Estimate>> exact = GroupBlocks.exact(linearization, GROUPS, EstimatorOptions.samples(1));
        assertThat(GROUPS.names()).containsExactly("-2", "7");
        assertThat(exact.get(0).get(1).value()).isCloseTo(expected, within(1e-12));
        assertThat(exact.get(1).get(0)).isEqualTo(exact.get(0).get(1));
        assertThat(exact.get(0).get(0).value()).isEqualTo(1);
        assertThat(exact.get(0).get(1).errorKind()).isEqualTo(ErrorKind.EXACT);
        ErrorStudy study = ErrorStudy.of(
                expected,
                200,
                seed -> GroupBlocks.sampled(
                                new ReferenceBackend(),
                                PROBLEM,
                                GROUPS,
                                EstimatorOptions.samples(20).withSeed(seed))
                        .get(0)
                        .get(1));
        // Fewer than 180 of 200 intervals that hold with 95% have a probability of 0.002.
        assertThat(study.coverage()).isGreaterThanOrEqualTo(0.9);
        assertThat(Math.abs(study.bias())).isLessThan(0.02);
        assertThat(study.maxError()).isLessThan(0.2);
    }

    /** The columns of steps that are not there are neither made nor counted. */
    @Test
    void blocksOfGroupsCostAsManyProductsAsThereAreRows() {
        double[] mask = new double[TRIALS * STEPS];
        for (int trial = 0; trial < TRIALS; trial++) {
            Arrays.fill(mask, trial * STEPS, trial * STEPS + 1 + trial, 1);
        }
        Problem ragged = PROBLEM.withRestriction(Restriction.NONE.withValid(ValidSteps.of(TRIALS, STEPS, mask)));
        try (Linearization shorter = new ReferenceBackend().linearize(ragged)) {
            Estimate exact = GroupBlocks.exact(shorter, GROUPS, EstimatorOptions.samples(1))
                    .get(0)
                    .get(1);
            DMatrixRMaj theta = shorter.ntk().toMatrix();
            double[] squares = new double[3];
            for (int i = 0; i < theta.numRows; i++) {
                for (int j = 0; j < theta.numCols; j++) {
                    int a = GROUPS.group(shorter.observationSpace().shape().element(i) / (STEPS * HIDDEN));
                    int b = GROUPS.group(shorter.observationSpace().shape().element(j) / (STEPS * HIDDEN));
                    squares[a + b] += a <= b ? theta.get(i, j) * theta.get(i, j) : 0;
                }
            }
            assertThat(exact.value())
                    .isCloseTo(Math.sqrt(squares[1]) / Math.pow(squares[0] * squares[2], 0.25), within(1e-12));
            assertThat(exact.costs())
                    .containsExactly(new Cost(shorter.observationSpace().order(), 0, 0, 0));
        }
    }

    @Test
    void gradientsOfGroupsAddUp() {
        double[][] cosines = GroupGradients.cosines(linearization, error, GROUPS, EstimatorOptions.samples(1));
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(jacobian, null);
        double[][] gradients = new double[2][];
        for (int group = 0; group < 2; group++) {
            double[] own = error.clone();
            for (int i = 0; i < ROWS; i++) {
                own[i] = GROUPS.group(i / (STEPS * HIDDEN)) == group ? own[i] : 0;
            }
            gradients[group] = times(transposed, own);
        }
        double product = 0;
        for (int i = 0; i < gradients[0].length; i++) {
            product += gradients[0][i] * gradients[1][i];
        }
        assertThat(cosines[0][1])
                .isCloseTo(product / Math.sqrt(squares(gradients[0]) * squares(gradients[1])), within(1e-13))
                .isEqualTo(cosines[1][0]);
        assertThat(cosines[1][1]).isEqualTo(1);
        double[] ofOne = error.clone();
        Arrays.fill(ofOne, STEPS * HIDDEN, 2 * STEPS * HIDDEN, 0);
        assertThat(GroupGradients.cosines(linearization, ofOne, GROUPS, EstimatorOptions.samples(1))[0][1])
                .isNaN();
        assertThatThrownBy(() -> GroupGradients.cosines(
                        linearization,
                        error,
                        GROUPS,
                        EstimatorOptions.samples(1).withMemoryLimit(10)))
                .hasMessageContaining("The gradients of 2 groups of trials need");
    }

    @Test
    void labelsThatMakeNoGroupsAreRefused() {
        assertThatThrownBy(() -> TrialGroups.of(new double[3], 4))
                .hasMessageContaining("3 labels of groups, but 4 trials");
        assertThatThrownBy(() -> TrialGroups.of(new double[4], 4)).hasMessageContaining("All trials have the label 0");
        assertThatThrownBy(() -> TrialGroups.of(new double[] {1, 1.5}, 2))
                .hasMessageContaining("The label of trial 1 is 1.5");
        assertThatThrownBy(() -> TrialGroups.of(new double[] {1, Double.NaN}, 2))
                .hasMessageContaining("The label of trial 1 is NaN");
    }
}
