package io.ntk.estimators.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.PresentRows;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.metric.Alignment;
import io.ntk.estimators.metric.CentredAlignment;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.estimators.probe.ProbeKind;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of networks of different sizes, compared by what they are reduced to. */
class ReducedAlignmentTest {
    private static final int TRIALS = 6;
    private static final int STEPS = 5;
    private static final int SEEDS = 200;
    private static final Reduction PLACES = Reduction.parse("trial,time");
    private static final EstimatorOptions ONE = EstimatorOptions.samples(1);

    /** Kernels of 4 and of 7 units. Their Jacobians have in common how an effect depends on the trial and the step. */
    private static Kernel kernel(int units, int number) {
        int rows = TRIALS * STEPS * units;
        DMatrixRMaj jacobian = new DMatrixRMaj(rows, 40);
        ProbeDistribution.GAUSSIAN.fill(number, 0, 0, jacobian.data, 0, jacobian.getNumElements());
        DMatrixRMaj shared = new DMatrixRMaj(TRIALS * STEPS, 40);
        ProbeDistribution.GAUSSIAN.fill(99, 1, 0, shared.data, 0, shared.getNumElements());
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < 40; column++) {
                jacobian.add(row, column, shared.get(row / units, column));
            }
        }
        CommonOps_DDRM.multCols(jacobian, KnownSpectrum.geometric(40, 0.85));
        IndexShape shape =
                IndexShape.of(new Axis(Axis.TRIAL, TRIALS), new Axis(Axis.TIME, STEPS), new Axis(Axis.UNIT, units));
        LinearOperator factor = DenseOperator.of(jacobian);
        return Kernel.ofFactor(factor.reshape(shape, factor.domain().shape()));
    }

    private static double cosine(DMatrixRMaj one, DMatrixRMaj other) {
        return Draw.dot(one, other) / NormOps_DDRM.normF(one) / NormOps_DDRM.normF(other);
    }

    /** H M H by multiplication with H = I − 𝟏𝟏ᵀ/n. */
    private static DMatrixRMaj centred(DMatrixRMaj matrix) {
        int order = matrix.getNumRows();
        DMatrixRMaj centring = new DMatrixRMaj(order, order);
        CommonOps_DDRM.fill(centring, -1.0 / order);
        for (int i = 0; i < order; i++) {
            centring.add(i, i, 1);
        }
        return CommonOps_DDRM.mult(CommonOps_DDRM.mult(centring, matrix, null), centring, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"trial", "time", "trial,time", "sum:trial,time", "sum:time"})
    void kernelsOfDifferentSizesAreAlignedWithoutError(String axes) {
        Reduction reduction = Reduction.parse(axes);
        PartialTrace small = reduction.exact(kernel(4, 1), ONE);
        PartialTrace large = reduction.exact(kernel(7, 2), ONE);
        double expected = cosine(small.matrix(), large.matrix());
        double expectedCentred = cosine(centred(small.matrix()), centred(large.matrix()));

        AlignmentEstimate alignment = small.alignment(large);
        assertThat(alignment.value()).isCloseTo(expected, within(1e-13));
        assertThat(alignment.estimate().errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(alignment.parts().crossTrace())
                .isCloseTo(
                        Draw.dot(small.matrix(), large.matrix()),
                        within(1e-12 * alignment.parts().crossTrace()));
        assertThat(small.centred().alignment(large.centred()).value()).isCloseTo(expectedCentred, within(1e-12));

        MetricEstimates all = MetricEstimates.ofReduced(List.of(small, large));
        assertThat(all.at(new Alignment(), 0, 1).value()).isCloseTo(expected, within(1e-13));
        assertThat(all.at(new CentredAlignment(), 1, 0).value()).isCloseTo(expectedCentred, within(1e-12));
        assertThat(all.at(new CentredAlignment(), 1, 1).value()).isEqualTo(1);
    }

    /** As many of 200 intervals as 95% allow for, but for three standard errors. */
    @ParameterizedTest
    @CsvSource({"trial,40", "time,40", "'trial,time',40", "'trial,time',100"})
    void intervalsHoldTheTruth(String axes, int samples) {
        Reduction reduction = Reduction.parse(axes);
        PartialTrace small = reduction.exact(kernel(4, 1), ONE);
        PartialTrace large = reduction.exact(kernel(7, 2), ONE);
        double truth = small.alignment(large).value();
        double centredTruth = small.centred().alignment(large.centred()).value();
        int stated = 0;
        int inside = 0;
        int statedCentred = 0;
        int insideCentred = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options = EstimatorOptions.samples(samples).withSeed(seed);
            PartialTrace first = reduction.estimate(kernel(4, 1), options);
            PartialTrace second = reduction.estimate(kernel(7, 2), options);
            Estimate plain = first.alignment(second).estimate();
            Estimate centred = first.centred().alignment(second.centred()).estimate();
            stated += plain.interval95().isPresent() ? 1 : 0;
            statedCentred += centred.interval95().isPresent() ? 1 : 0;
            inside += holds(plain, truth);
            insideCentred += holds(centred, centredTruth);
        }
        assertThat(stated).isGreaterThan(SEEDS * 7 / 10);
        assertThat(statedCentred).isGreaterThan(SEEDS * 7 / 10);
        assertThat(inside / (double) stated).isGreaterThan(0.9);
        assertThat(insideCentred / (double) statedCentred).isGreaterThan(0.9);
    }

    private static int holds(Estimate estimate, double truth) {
        return estimate.interval95().filter(found -> found.contains(truth)).isPresent() ? 1 : 0;
    }

    @Test
    void anEstimateIsAlignedWithAnExactKernelAndWithItself() {
        PartialTrace exact = PLACES.exact(kernel(4, 1), ONE);
        PartialTrace estimated = PLACES.estimate(kernel(7, 2), EstimatorOptions.samples(100));
        double truth = exact.alignment(PLACES.exact(kernel(7, 2), ONE)).value();

        Estimate mixed = exact.alignment(estimated).estimate();
        assertThat(mixed.value()).isCloseTo(estimated.alignment(exact).value(), within(1e-12));
        assertThat(mixed.interval95())
                .hasValueSatisfying(
                        interval -> assertThat(interval.contains(truth)).isTrue());
        assertThat(estimated.alignment(estimated).value()).isEqualTo(1);
        PartialTrace again = PLACES.estimate(kernel(7, 2), EstimatorOptions.samples(100));
        assertThat(estimated.alignment(again).value()).isCloseTo(1, within(1e-12));
    }

    /** Steps that are not valid have no row: means are over those that there are. */
    @ParameterizedTest
    @ValueSource(strings = {"time", "trial,time", "sum:trial,time", "sum:time"})
    void rowsThatAreNotThereHaveNoPartInMeans(String axes) {
        BitSet valid = new BitSet(TRIALS * STEPS);
        for (int trial = 0; trial < TRIALS; trial++) {
            valid.set(trial * STEPS, trial * STEPS + 2 + trial % 3);
        }
        Reduction reduction = Reduction.parse(axes);
        int last = reduction.axes().size() == 1 ? STEPS - 1 : TRIALS * STEPS;
        int[] there = IntStream.range(0, last)
                .filter(place -> last < STEPS || valid.get(place))
                .toArray();
        PartialTrace small = reduction.exact(valid(kernel(4, 1), 4, valid), ONE);
        PartialTrace large = reduction.exact(valid(kernel(7, 2), 7, valid), ONE);
        double expected = cosine(centred(part(small.matrix(), there)), centred(part(large.matrix(), there)));

        assertThat(small.centred().alignment(large.centred()).value()).isCloseTo(expected, within(1e-12));
        EstimatorOptions options = EstimatorOptions.samples(reduction.sumsAllBlocks() ? 18 : 60);
        Estimate estimate = reduction
                .estimate(valid(kernel(4, 1), 4, valid), options)
                .centred()
                .alignment(reduction
                        .estimate(valid(kernel(7, 2), 7, valid), options)
                        .centred())
                .estimate();
        assertThat(estimate.value()).isCloseTo(expected, within(reduction.sumsAllBlocks() ? 1e-12 : 0.3));
    }

    /** The kernel of the rows at some places. */
    private static Kernel valid(Kernel kernel, int units, BitSet places) {
        DMatrixRMaj jacobian = kernel.factor().orElseThrow().toMatrix();
        for (int row = 0; row < jacobian.getNumRows(); row++) {
            for (int column = 0; column < jacobian.getNumCols(); column++) {
                jacobian.set(row, column, places.get(row / units) ? jacobian.get(row, column) : 0);
            }
        }
        LinearOperator factor = DenseOperator.of(jacobian);
        IndexShape some = kernel.operator().domain().shape().withPresent(PresentRows.of(places, units));
        return Kernel.ofFactor(factor.reshape(some, factor.domain().shape()));
    }

    private static DMatrixRMaj part(DMatrixRMaj matrix, int... places) {
        DMatrixRMaj part = new DMatrixRMaj(places.length, places.length);
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < places.length; j++) {
                part.set(i, j, matrix.get(places[i], places[j]));
            }
        }
        return part;
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "2, 5", "5, 5"})
    void drawsAsFactorsAreMultipliedAsMatrices(int rest, int otherRest) {
        Draw one = draw(1, rest);
        Draw other = draw(2, otherRest);

        assertThat(one.dot(other)).isCloseTo(Draw.dot(whole(one), whole(other)), within(1e-11));
        assertThat(other.dot(one)).isCloseTo(one.dot(other), within(1e-11));
        assertThat(whole(one.centred(new int[] {0, 1, 2, 3, 4, 5, 6})).data)
                .containsExactly(centred(whole(one)).data, within(1e-12));
    }

    private static Draw draw(int seed, int rest) {
        DMatrixRMaj x = new DMatrixRMaj(7, rest);
        DMatrixRMaj y = new DMatrixRMaj(7, rest);
        ProbeDistribution.GAUSSIAN.fill(seed, 0, 0, x.data, 0, x.getNumElements());
        ProbeDistribution.GAUSSIAN.fill(seed, 1, 0, y.data, 0, y.getNumElements());
        return Draw.of(x, y);
    }

    private static DMatrixRMaj whole(Draw draw) {
        DMatrixRMaj matrix = new DMatrixRMaj(7, 7);
        draw.addTo(matrix);
        Draw.symmetrise(matrix);
        return matrix;
    }

    @Test
    void refusesWhatHasNoAlignment() {
        Reduction units = Reduction.parse("unit");
        PartialTrace four = units.exact(kernel(4, 1), ONE);
        assertThatThrownBy(() -> four.alignment(units.exact(kernel(7, 2), ONE)))
                .hasMessageStartingWith(
                        "A kernel reduced to [unit: 4] cannot be aligned with one reduced to [unit: 7]. Keep axes");
        PartialTrace few = PLACES.estimate(kernel(4, 1), EstimatorOptions.samples(10));
        PartialTrace many = PLACES.estimate(kernel(7, 2), EstimatorOptions.samples(11));
        assertThatThrownBy(() -> few.alignment(many))
                .hasMessageStartingWith("Kernels reduced from 10 and from 11 probes are to be aligned.");
        EstimatorOptions dependent = EstimatorOptions.samples(10).withProbes(ProbeKind.ORTHONORMAL);
        assertThatThrownBy(() -> PLACES.estimate(kernel(4, 1), dependent))
                .hasMessageStartingWith("Method 'partial-trace' needs independent probes, but orthonormal ones");
        Kernel zero = Kernel.ofFactor(DenseOperator.of(new DMatrixRMaj(120, 3))
                .reshape(kernel(4, 1).operator().domain().shape(), IndexShape.of("parameter", 3)));
        assertThatThrownBy(() -> PLACES.exact(zero, ONE).alignment(PLACES.exact(kernel(4, 1), ONE)))
                .hasMessageStartingWith(
                        "The alignment of kernels reduced to [trial: 6, time: 5] is undefined: their squared norms are 0.0 and");
    }
}
