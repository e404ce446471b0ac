package io.ntk.estimators.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.linalg.SymmetricEigen;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReductionTest {
    private static final int SEEDS = 200;
    private static final int[] SIZES = {6, 5, 4};
    private static final List<String> NAMES = List.of(Axis.TRIAL, Axis.TIME, Axis.UNIT);
    private static final IndexShape SHAPE =
            IndexShape.of(new Axis(Axis.TRIAL, 6), new Axis(Axis.TIME, 5), new Axis(Axis.UNIT, 4));
    private static final EstimatorOptions ONE = EstimatorOptions.samples(1);

    /** J of fewer columns than rows, whose effect falls from one to the next. */
    private static final DMatrixRMaj JACOBIAN = jacobian();

    private static DMatrixRMaj jacobian() {
        DMatrixRMaj jacobian = new DMatrixRMaj(120, 40);
        ProbeDistribution.GAUSSIAN.fill(3, 0, 0, jacobian.data, 0, jacobian.getNumElements());
        CommonOps_DDRM.multCols(jacobian, KnownSpectrum.geometric(40, 0.85));
        return jacobian;
    }

    private static Kernel kernel() {
        LinearOperator jacobian = DenseOperator.of(JACOBIAN);
        return Kernel.ofFactor(jacobian.reshape(SHAPE, jacobian.domain().shape()));
    }

    /** By the definition, from Θ. */
    private static DMatrixRMaj expected(Reduction reduction) {
        DMatrixRMaj theta = CommonOps_DDRM.multTransB(JACOBIAN, JACOBIAN, null);
        int order = 1;
        for (int axis = 0; axis < 3; axis++) {
            order *= reduction.axes().contains(NAMES.get(axis)) ? SIZES[axis] : 1;
        }
        DMatrixRMaj reduced = new DMatrixRMaj(order, order);
        for (int row = 0; row < 120; row++) {
            for (int column = 0; column < 120; column++) {
                int[] left = place(row, reduction);
                int[] right = place(column, reduction);
                if (reduction.sumsAllBlocks() || left[1] == right[1]) {
                    reduced.add(left[0], right[0], theta.get(row, column));
                }
            }
        }
        return reduced;
    }

    /** The number of an element on the kept axes, and on the others. */
    private static int[] place(int element, Reduction reduction) {
        int[] digits = {element / 20, element / 4 % 5, element % 4};
        int[] place = {0, 0};
        for (int axis = 0; axis < 3; axis++) {
            int which = reduction.axes().contains(NAMES.get(axis)) ? 0 : 1;
            place[which] = place[which] * SIZES[axis] + digits[axis];
        }
        return place;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trial",
                "time",
                "unit",
                "trial,time",
                "time,unit",
                "trial,unit",
                "unit,trial",
                "sum:trial",
                "sum:time",
                "sum:unit",
                "sum:trial,time",
                "sum:time,unit",
                "sum:trial,unit"
            })
    void sumsTheBlocksThatItsNameSays(String text) {
        Reduction reduction = Reduction.parse(text);
        DMatrixRMaj expected = expected(reduction);
        double trace = CommonOps_DDRM.trace(expected);
        double norm = NormOps_DDRM.normF(expected);
        PartialTrace byTangents = reduction.exact(kernel(), ONE);

        assertThat(byTangents.matrix().data).containsExactly(expected.data, within(1e-12 * norm));
        assertThat(byTangents.errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(byTangents.trace().value()).isCloseTo(trace, within(1e-12 * trace));
        assertThat(byTangents.squaredNorm().value()).isCloseTo(norm * norm, within(1e-12 * norm * norm));
        assertThat(byTangents.effectiveDimension().value())
                .isCloseTo(trace * trace / norm / norm, within(1e-12 * trace));
        double top = SymmetricEigen.of("R", expected).values()[0];
        assertThat(byTangents.topEigenvalue().value()).isCloseTo(top, within(1e-12 * top));
        if (!reduction.sumsAllBlocks()) {
            Kernel bare = Kernel.of(kernel().operator());
            assertThat(reduction.exact(bare, ONE).matrix().data).containsExactly(expected.data, within(1e-12 * norm));
        }
    }

    @Test
    void namesTheKeptAxesInTheOrderOfTheKernel() {
        assertThat(Reduction.parse("unit,trial").exact(kernel(), ONE).kept().axes())
                .containsExactly(new Axis(Axis.TRIAL, 6), new Axis(Axis.UNIT, 4));
    }

    /** As many of 200 intervals as 95% allow for, but for three standard errors. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"trial|40", "unit|40", "trial,time|40", "time,unit|40", "trial,unit|40", "sum:trial,time|28"})
    void intervalsHoldTheTruth(String text, int samples) {
        Reduction reduction = Reduction.parse(text);
        PartialTrace exact = reduction.exact(kernel(), ONE);
        assertCovered(reduction, samples, exact.trace().value(), PartialTrace::trace);
        assertCovered(reduction, samples, exact.squaredNorm().value(), PartialTrace::squaredNorm);
        assertCovered(reduction, samples, exact.effectiveDimension().value(), PartialTrace::effectiveDimension);
        assertCovered(reduction, samples, exact.topEigenvalue().value(), PartialTrace::topEigenvalue);
    }

    private static void assertCovered(
            Reduction reduction, int samples, double truth, Function<PartialTrace, Estimate> number) {
        Kernel kernel = kernel();
        int inside = 0;
        int stated = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options = EstimatorOptions.samples(samples).withSeed(seed);
            Estimate estimate = number.apply(reduction.estimate(kernel, options));
            stated += estimate.interval95().isPresent() ? 1 : 0;
            inside += estimate.interval95()
                            .filter(interval -> interval.contains(truth))
                            .isPresent()
                    ? 1
                    : 0;
        }
        // Intervals are withheld where the squared norm may be 0.
        assertThat(stated).isGreaterThan(SEEDS * 7 / 10);
        assertThat(inside / (double) stated).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"time,unit", "trial,time"})
    void theMeanOfManyEstimatesIsTheMatrixAndItsErrorIsAsStated(String text) {
        Reduction reduction = Reduction.parse(text);
        DMatrixRMaj expected = expected(reduction);
        DMatrixRMaj mean = new DMatrixRMaj(expected.numRows, expected.numRows);
        double stated = 0;
        double found = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            PartialTrace one =
                    reduction.estimate(kernel(), EstimatorOptions.samples(24).withSeed(seed));
            CommonOps_DDRM.addEquals(mean, 1.0 / SEEDS, one.matrix());
            stated += one.errorNorm() * one.errorNorm() / SEEDS;
            DMatrixRMaj error = CommonOps_DDRM.subtract(one.matrix(), expected, null);
            found += Math.pow(NormOps_DDRM.normF(error), 2) / SEEDS;
        }
        assertThat(found / stated).isBetween(0.9, 1.1);
        double error = NormOps_DDRM.normF(CommonOps_DDRM.subtract(mean, expected, null));
        assertThat(error).isLessThan(1.5 * Math.sqrt(stated / SEEDS));
    }

    @Test
    void drawsAsFactorsAreThoseAsMatrices() {
        DMatrixRMaj x = new DMatrixRMaj(7, 2);
        DMatrixRMaj y = new DMatrixRMaj(7, 2);
        ProbeDistribution.GAUSSIAN.fill(1, 0, 0, x.data, 0, 14);
        ProbeDistribution.GAUSSIAN.fill(1, 1, 0, y.data, 0, 14);
        Draw factored = Draw.of(x, y);
        assertThat(factored).isInstanceOf(Draw.Factored.class);
        DMatrixRMaj matrix = new DMatrixRMaj(7, 7);
        factored.addTo(matrix);
        Draw.symmetrise(matrix);
        Draw whole = new Draw.Whole(matrix);
        DMatrixRMaj symmetric = KnownSpectrum.matrix(5, 1, 2, 3, 4, 5, 6, 7);
        DMatrixRMaj column = CommonOps_DDRM.extractColumn(symmetric, 2, null);

        assertThat(factored.trace()).isCloseTo(whole.trace(), within(1e-12));
        assertThat(factored.squaredNorm()).isCloseTo(whole.squaredNorm(), within(1e-11));
        assertThat(factored.dot(symmetric)).isCloseTo(whole.dot(symmetric), within(1e-11));
        assertThat(factored.form(column)).isCloseTo(whole.form(column), within(1e-11));
    }

    @Test
    void findsTheModesOfLargeMatricesAsOfSmallOnes() {
        DMatrixRMaj matrix = KnownSpectrum.matrix(4, KnownSpectrum.geometric(420, 0.7));

        MatrixModes modes = MatrixModes.of(matrix, 5, ONE);

        for (int i = 0; i < 5; i++) {
            assertThat(modes.values().get(i).value()).isCloseTo(Math.pow(0.7, i), within(1e-12));
        }
        DMatrixRMaj gram = CommonOps_DDRM.multTransA(modes.vectors(), modes.vectors(), null);
        assertThat(gram.data).containsExactly(CommonOps_DDRM.identity(5).data, within(1e-12));
    }

    @Test
    void theSumIsExactWhereSamplesSuffice() {
        PartialTrace sum = Reduction.parse("sum:time").estimate(kernel(), EstimatorOptions.samples(5));

        assertThat(sum.errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(sum.trace().operatorApplications()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sum|A reduction to 'sum' does not say which axes are kept.",
                "trial,|A reduction to 'trial,' does not say which axes are kept.",
                "trial,trial|The axes to keep are 'trial,trial'.",
                "step|There is no axis 'step' in [trial: 6, time: 5, unit: 4]."
            })
    void refusesWhatNamesNoAxes(String text, String message) {
        assertThatThrownBy(() -> Reduction.parse(text).exact(kernel(), ONE)).hasMessageStartingWith(message);
    }

    @Test
    void refusesDrawsThatDoNotFitTheMemory() {
        EstimatorOptions options = EstimatorOptions.samples(20).withMemoryLimit(10_000);
        assertThatThrownBy(() -> Reduction.parse("trial,time").estimate(kernel(), options))
                .hasMessageStartingWith(
                        "A reduction to [trial: 6, time: 5], a matrix of order 30, needs 67200 bytes, but 10000 are allowed.");
    }

    @Test
    void repeatsAlongTheAxesThatItSums() {
        AxisLayout layout = AxisLayout.of(SHAPE, List.of(Axis.TIME));
        AxisSum sum = new AxisSum(new HeapVectorSpace(SHAPE), layout);
        assertThat(sum.adjoint().toMatrix().data).containsExactly(CommonOps_DDRM.transpose(sum.toMatrix(), null).data);
    }
}
