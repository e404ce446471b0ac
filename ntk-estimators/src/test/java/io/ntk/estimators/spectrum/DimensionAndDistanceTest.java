package io.ntk.estimators.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.metric.Distance;
import io.ntk.estimators.metric.EffectiveDimension;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import java.util.function.LongFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DimensionAndDistanceTest {
    private static final int SEEDS = 500;
    private static final IndexShape SHAPE =
            IndexShape.of(new Axis(Axis.TRIAL, 6), new Axis(Axis.TIME, 5), new Axis(Axis.UNIT, 4));
    private static final DMatrixRMaj BEFORE = KnownSpectrum.matrix(1, KnownSpectrum.geometric(120, 0.93));
    private static final DMatrixRMaj AFTER = KnownSpectrum.matrix(2, KnownSpectrum.geometric(120, 0.9));

    static List<GoldenCase> goldenCases() {
        return GoldenCase.all();
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void exactEffectiveDimensionIsTheGoldenOne(GoldenCase golden) {
        double expected = golden.fact("effective_dimension_before");
        try (Linearization before = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64))) {
            Estimate exact = new EffectiveDimension().exact(before, EstimatorOptions.samples(1));
            assertThat(exact.value()).isCloseTo(expected, within(1e-9 * expected));
            assertThat(exact.errorKind()).isEqualTo(ErrorKind.EXACT);
        }
    }

    @ParameterizedTest
    @MethodSource("goldenCases")
    void exactDistanceIsThatOfTheGoldenTraces(GoldenCase golden) {
        try (Linearization before = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = new ReferenceBackend().linearize(golden.problemAfter(Precision.FLOAT64))) {
            Estimate exact = new Distance()
                    .exact(before, after, EstimatorOptions.samples(1).withMemoryLimit(1 << 28));
            double size = golden.fact("squared_frobenius_before");
            double expected =
                    Math.sqrt((size - 2 * golden.fact("cross_trace") + golden.fact("squared_frobenius_after")) / size);
            assertThat(exact.value()).isCloseTo(expected, within(1e-9 * expected));
        }
    }

    @Test
    void intervalsOfEffectiveDimensionsCoverTheTruth() {
        Kernel kernel = Kernel.of(KnownSpectrum.operator(BEFORE));
        double expected = dimension(BEFORE);
        covers(
                expected,
                seed -> new EffectiveDimension()
                        .estimate(kernel, EstimatorOptions.samples(40).withSeed(seed)));
    }

    @Test
    void intervalsOfDistancesCoverTheTruth() {
        Kernel before = Kernel.of(KnownSpectrum.operator(BEFORE));
        Kernel after = Kernel.of(KnownSpectrum.operator(AFTER));
        DMatrixRMaj difference = AFTER.copy();
        CommonOps_DDRM.subtractEquals(difference, BEFORE);
        double expected = NormOps_DDRM.normF(difference) / NormOps_DDRM.normF(BEFORE);
        covers(
                expected,
                seed -> new Distance()
                        .estimate(before, after, EstimatorOptions.samples(40).withSeed(seed)));
    }

    @Test
    void intervalsOfDimensionsAlongEveryAxisCoverTheTruth() {
        DMatrixRMaj product = new DMatrixRMaj(1, 1, true, 1);
        for (Axis axis : SHAPE.axes()) {
            DMatrixRMaj factor = KnownSpectrum.matrix(axis.size(), KnownSpectrum.geometric(axis.size(), 0.6));
            product = CommonOps_DDRM.kron(product, factor, null);
        }
        LinearOperator kernel = KnownSpectrum.operator(product, SHAPE);
        for (Axis axis : SHAPE.axes()) {
            PartialTrace exact =
                    PartialTrace.exact(Kernel.of(kernel), List.of(axis.name()), EstimatorOptions.samples(1));
            covers(
                    exact.effectiveDimension().value(),
                    seed -> PartialTrace.estimate(
                                    kernel,
                                    axis.name(),
                                    EstimatorOptions.samples(40).withSeed(seed))
                            .effectiveDimension());
        }
    }

    /** 92% to 98% of the intervals, with room for three standard errors of a proportion. */
    private static void covers(double expected, LongFunction<Estimate> estimate) {
        int inside = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            inside += estimate.apply(seed).interval95().orElseThrow().contains(expected) ? 1 : 0;
        }
        assertThat(inside).isBetween((int) (0.92 * SEEDS), (int) (0.98 * SEEDS));
    }

    @Test
    void partialTracesAreSumsOfDiagonalBlocks() {
        LinearOperator kernel = KnownSpectrum.operator(BEFORE, SHAPE);
        for (Axis axis : SHAPE.axes()) {
            PartialTrace exact =
                    PartialTrace.exact(Kernel.of(kernel), List.of(axis.name()), EstimatorOptions.samples(1));
            DMatrixRMaj expected = partialTrace(axis);
            assertThat(exact.matrix().data).containsExactly(expected.data, within(1e-13));
            assertThat(CommonOps_DDRM.trace(exact.matrix())).isCloseTo(CommonOps_DDRM.trace(BEFORE), within(1e-12));
            assertThat(exact.effectiveDimension().value()).isCloseTo(dimension(expected), within(1e-12));
            DMatrixRMaj mean = new DMatrixRMaj(axis.size(), axis.size());
            for (int seed = 0; seed < 100; seed++) {
                PartialTrace one = PartialTrace.estimate(
                        kernel, axis.name(), EstimatorOptions.samples(40).withSeed(seed));
                CommonOps_DDRM.addEquals(mean, 0.01, one.matrix());
            }
            // An entry's standard deviation is at most the norm of Θ over the root of all 4000 probes.
            double bound = 5 * NormOps_DDRM.normF(BEFORE) / Math.sqrt(4000);
            assertThat(mean.data).containsExactly(expected.data, within(bound));
        }
    }

    private static DMatrixRMaj partialTrace(Axis axis) {
        int[] stride = {20, 4, 1};
        int position = SHAPE.position(axis.name());
        DMatrixRMaj sum = new DMatrixRMaj(axis.size(), axis.size());
        for (int row = 0; row < 120; row++) {
            int i = row / stride[position] % axis.size();
            for (int j = 0; j < axis.size(); j++) {
                sum.add(i, j, BEFORE.get(row, row + (j - i) * stride[position]));
            }
        }
        return sum;
    }

    private static double dimension(DMatrixRMaj m) {
        double trace = CommonOps_DDRM.trace(m);
        double norm = NormOps_DDRM.normF(m);
        return trace * trace / (norm * norm);
    }
}
