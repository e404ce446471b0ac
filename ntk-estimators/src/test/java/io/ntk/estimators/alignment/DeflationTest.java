package io.ntk.estimators.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.CounterGenerator;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentParts;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.probe.Probes;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflationTest {
    private static final int N = 120;
    private static final int SEEDS = 400;
    private static final DMatrixRMaj J0 = factor(1, 90, 0.97);
    private static final DMatrixRMaj JF = factor(2, 90, 0.95);
    private static final DMatrixRMaj A = square(J0);
    private static final DMatrixRMaj B = square(JF);

    /** J with columns that shrink. */
    private static DMatrixRMaj factor(long seed, int rank, double decay) {
        CounterGenerator generator = new CounterGenerator(seed, 0);
        DMatrixRMaj factor = new DMatrixRMaj(N, rank);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < rank; j++) {
                factor.set(i, j, (generator.uniform((long) i * rank + j) - 0.4) * Math.pow(decay, j));
            }
        }
        return factor;
    }

    private static DMatrixRMaj square(DMatrixRMaj factor) {
        return CommonOps_DDRM.multTransB(factor, factor, null);
    }

    private static LinearOperator operator(DMatrixRMaj factor) {
        return DenseOperator.of(factor).adjoint().gram();
    }

    private static double product(DMatrixRMaj x, DMatrixRMaj y) {
        return CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(x, y, null));
    }

    private static AlignmentParts exact(DMatrixRMaj a, DMatrixRMaj b) {
        return new AlignmentParts(product(a, b), product(a, a), product(b, b));
    }

    private static AlignmentEstimate run(DMatrixRMaj before, DMatrixRMaj after, EstimatorOptions options) {
        return new Deflated()
                .estimate(Kernel.ofFactor(DenseOperator.of(before)), Kernel.ofFactor(DenseOperator.of(after)), options);
    }

    /** Three fifths, as long as that leaves few probes; three quarters of many; all where they span the space. */
    @ParameterizedTest
    @CsvSource({"5, 3", "20, 12", "40, 24", "60, 36", "61, 37", "80, 56", "96, 72", "100, 75", "200, 150", "1000, 1000"
    })
    void mostProductsMakeQ(int samples, int dimension) {
        assertThat(Deflation.dimension(1000, samples)).isEqualTo(dimension);
    }

    /** On three kernels of slow decay the error of 100 products is less than 0.7 of what three fifths of them leave. */
    @ParameterizedTest
    @CsvSource({"0.95, 0.93", "0.93, 0.95", "0.96, 0.96"})
    void moreOfManyProductsInQLeaveLessError(double decayBefore, double decayAfter) {
        DMatrixRMaj before = factor(3, 118, decayBefore);
        DMatrixRMaj after = factor(4, 118, decayAfter);
        double exact = exact(square(before), square(after)).alignment();
        assertThat(medianError(before, after, exact, Deflation.dimension(N, 100)))
                .isLessThan(0.7 * medianError(before, after, exact, 60));
    }

    private static double medianError(DMatrixRMaj before, DMatrixRMaj after, double exact, int dimension) {
        LinearOperator a = operator(before);
        LinearOperator b = operator(after);
        return IntStream.range(0, 60)
                .mapToDouble(seed -> {
                    Probes sketch = Probes.of(a.domain(), ProbeKind.RADEMACHER, seed);
                    try (Deflation deflation = Deflation.split(
                                    a.domain(), List.of(a::times, b::times), sketch, 100, dimension, Images.NOBODY);
                            MultiVector g = sketch.next().block(0, 100 - dimension)) {
                        RatioError found = RatioError.of(deflation.known(), deflation.draw(g));
                        return Math.abs(found.value() - exact);
                    }
                })
                .sorted()
                .skip(30)
                .findFirst()
                .orElseThrow();
    }

    /** What is outside Q is what is left of the traces: Q takes nothing away and counts nothing twice. */
    @Test
    void knownPartAndRestAreAllOfEachTrace() {
        LinearOperator a = operator(J0);
        LinearOperator b = operator(JF);
        try (Deflation deflation = Deflation.of(a, b, 3, 10, Images.NOBODY);
                MultiVector s = Probes.of(a.domain(), ProbeKind.RADEMACHER, 3).block(0, 3);
                MultiVector all = units(a)) {
            deflation.begin(s);
            assertThat(deflation.grow(5)).isEqualTo(5);
            assertThat(deflation.grow(10)).isEqualTo(10);
            assertThat(deflation.products()).isEqualTo(18);
            Products rest = deflation.draw(all);
            AlignmentParts exact = exact(A, B);
            AlignmentParts known = deflation.known();
            assertThat(known.crossTrace() + rest.crossSum())
                    .isCloseTo(exact.crossTrace(), within(1e-10 * exact.crossTrace()));
            assertThat(known.squaredFrobeniusBefore() + rest.beforeSum())
                    .isCloseTo(exact.squaredFrobeniusBefore(), within(1e-10 * exact.squaredFrobeniusBefore()));
            assertThat(known.squaredFrobeniusAfter() + rest.afterSum())
                    .isCloseTo(exact.squaredFrobeniusAfter(), within(1e-10 * exact.squaredFrobeniusAfter()));
            assertThat(rest.crossSum()).isLessThan(0.2 * exact.crossTrace());
        }
    }

    private static MultiVector units(LinearOperator a) {
        MultiVector units = a.domain().zeros(N);
        for (int j = 0; j < N; j++) {
            double[] unit = new double[N];
            unit[j] = 1;
            units.setColumn(j, unit);
        }
        return units;
    }

    /**
     * The variance over seeds is that of quadratic forms of the rest, smaller than Hutchinson's with as many probes for the
     * whole, 2‖M‖² / probes for the symmetric part M of AB, A² or B², by the part that Q holds.
     */
    @ParameterizedTest
    @EnumSource(
            value = ProbeKind.class,
            names = {"RADEMACHER", "GAUSSIAN"})
    void eachTraceIsUnbiased(ProbeKind kind) {
        List<AlignmentParts> runs = IntStream.range(0, SEEDS)
                .parallel()
                .mapToObj(seed -> run(
                                J0,
                                JF,
                                EstimatorOptions.samples(20).withSeed(seed).withProbes(kind))
                        .parts())
                .toList();
        AlignmentParts exact = exact(A, B);
        DMatrixRMaj ab = CommonOps_DDRM.mult(A, B, null);
        DMatrixRMaj symmetric = CommonOps_DDRM.add(ab, CommonOps_DDRM.transpose(ab, null), null);
        CommonOps_DDRM.scale(0.5, symmetric);
        assertUnbiased(runs, AlignmentParts::crossTrace, exact.crossTrace(), symmetric);
        assertUnbiased(runs, AlignmentParts::squaredFrobeniusBefore, exact.squaredFrobeniusBefore(), square(A));
        assertUnbiased(runs, AlignmentParts::squaredFrobeniusAfter, exact.squaredFrobeniusAfter(), square(B));
    }

    private static void assertUnbiased(
            List<AlignmentParts> runs, ToDoubleFunction<AlignmentParts> trace, double exact, DMatrixRMaj whole) {
        double mean = 0;
        double variance = 0;
        for (AlignmentParts run : runs) {
            double error = trace.applyAsDouble(run) - exact;
            mean += error / runs.size();
            variance += error * error / runs.size();
        }
        double hutchinson = 2 * product(whole, whole) / 8;
        assertThat(variance).isPositive().isLessThan(hutchinson / 10);
        assertThat(mean).isCloseTo(0, within(4 * Math.sqrt(variance / runs.size())));
    }

    @ParameterizedTest
    @CsvSource({"5, 1e-12", "20, 1e-12", "60, 1e-12", "120, 1e-12"})
    void proportionalKernelsHaveAlignmentOne(int samples, double rounding) {
        DMatrixRMaj other = J0.copy();
        CommonOps_DDRM.scale(1e-3, other);
        assertThat(run(J0, other, EstimatorOptions.samples(samples).withSeed(1)).value())
                .isCloseTo(1, within(rounding));
    }

    /** Whatever fits into Q is exact, and products that would be spent on rounding errors go to the rest. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10})
    void lowRanksAreExact(int rank) {
        DMatrixRMaj before = factor(5, rank, 0.9);
        DMatrixRMaj after = factor(6, rank, 0.8);
        AlignmentEstimate estimate =
                run(before, after, EstimatorOptions.samples(60).withSeed(2));
        double exact = exact(square(before), square(after)).alignment();
        assertThat(estimate.value()).isCloseTo(exact, within(1e-11));
        assertThat(estimate.estimate().operatorApplications()).isEqualTo(60);
        assertThat(estimate.estimate().standardError().orElseThrow()).isLessThan(1e-11);
    }

    /** Spectra that fall below rounding leave directions that are rounding errors along Q, which must not be counted again. */
    @ParameterizedTest
    @CsvSource({"8, 0.15", "12, 0.25", "16, 0.4", "24, 0.5"})
    void spectraThatFallBelowRoundingAreExact(int rank, double decay) {
        DMatrixRMaj before = factor(5, rank, decay);
        DMatrixRMaj after = factor(6, rank, decay);
        double exact = exact(square(before), square(after)).alignment();
        for (int seed = 0; seed < 40; seed++) {
            Estimate estimate = run(before, after, EstimatorOptions.samples(100).withSeed(seed))
                    .estimate();
            assertThat(estimate.value()).as("seed %d", seed).isCloseTo(exact, within(1e-11));
        }
    }

    /** Directions are ranked by the size of their eigenvalues, whatever the sign. */
    @ParameterizedTest
    @CsvSource({"-1, -1", "-1, 1", "1, -1"})
    void aSignChangesNothingElse(double ofBefore, double ofAfter) {
        EstimatorOptions options = EstimatorOptions.samples(40).withSeed(2);
        AlignmentEstimate expected = run(J0, JF, options);
        AlignmentEstimate estimate = new Deflated()
                .estimate(
                        Kernel.of(operator(J0).scaledBy(ofBefore)),
                        Kernel.of(operator(JF).scaledBy(ofAfter)),
                        options);
        assertThat(estimate.value()).isEqualTo(ofBefore * ofAfter * expected.value());
        assertThat(estimate.estimate().standardError())
                .isEqualTo(expected.estimate().standardError());
        assertThat(estimate.parts().squaredFrobeniusBefore())
                .isEqualTo(expected.parts().squaredFrobeniusBefore());
    }

    /** A kernel with eigenvalues of both signs gains from deflation too. */
    @Test
    void indefiniteKernelsAreDeflated() {
        LinearOperator indefinite =
                operator(factor(5, 4, 0.9)).plus(operator(factor(6, 4, 0.9)).scaledBy(-1));
        Estimate estimate = new Deflated()
                .estimate(
                        Kernel.of(indefinite),
                        Kernel.of(operator(factor(7, 4, 0.8))),
                        EstimatorOptions.samples(60).withSeed(2))
                .estimate();
        assertThat(estimate.standardError().orElseThrow()).isLessThan(1e-11);
    }

    @Test
    void growingStopsWhereBothRangesAreHeld() {
        LinearOperator a = operator(factor(5, 3, 0.9));
        LinearOperator b = operator(factor(6, 2, 0.9));
        try (Deflation deflation = Deflation.of(a, b, 3, 10, Images.NOBODY);
                MultiVector s = Probes.of(a.domain(), ProbeKind.GAUSSIAN, 3).block(0, 2)) {
            deflation.begin(s);
            assertThat(deflation.grow(3)).isEqualTo(3);
            assertThat(deflation.grow(50)).isEqualTo(2);
            assertThat(deflation.grow(50)).isZero();
            assertThat(deflation.products()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 100})
    void intervalsCover(int samples) {
        double exact = exact(A, B).alignment();
        long held = IntStream.range(0, SEEDS)
                .parallel()
                .filter(seed -> run(
                                J0,
                                JF,
                                EstimatorOptions.samples(samples).withSeed(seed).withProbes(ProbeKind.GAUSSIAN))
                        .estimate()
                        .interval95()
                        .orElseThrow()
                        .contains(exact))
                .count();
        // 95% of 400, give or take three standard deviations of a count.
        assertThat(held).isBetween(367L, 393L);
    }

    /** Taking more out of residual probes that were multiplied gives what multiplying them afterwards gives. */
    @Test
    void growingKeepsTheProductsOfResidualProbes() {
        LinearOperator a = operator(J0);
        LinearOperator b = operator(JF);
        Probes sketch = Probes.of(a.domain(), ProbeKind.GAUSSIAN, 4);
        try (Deflation grown = Deflation.of(a, b, 4, 10, Images.NOBODY);
                MultiVector s = sketch.block(0, 4);
                MultiVector g = sketch.next().block(0, 6)) {
            grown.begin(s);
            grown.keepResidual(g.copy());
            grown.grow(8);
            grown.grow(11);
            Products kept = grown.keptProducts();
            Products fresh = grown.draw(g);
            for (int j = 0; j < 6; j++) {
                assertThat(kept.cross(j)).isCloseTo(fresh.cross(j), within(1e-9 * kept.before(j)));
                assertThat(kept.before(j)).isCloseTo(fresh.before(j), within(1e-9 * kept.before(j)));
                assertThat(kept.after(j)).isCloseTo(fresh.after(j), within(1e-9 * kept.after(j)));
            }
        }
    }
}
