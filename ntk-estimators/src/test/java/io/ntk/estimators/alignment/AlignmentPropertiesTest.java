package io.ntk.estimators.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.AbstractLinearOperator;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.HeapVectorSpace;
import io.ntk.api.linalg.IndexShape;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.random.CounterGenerator;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.probe.ProbeKind;
import java.util.EnumSet;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentPropertiesTest {
    private static final int N = 60;

    /** J with singular values that fall by a tenth from column to column. */
    private static DMatrixRMaj factor(long seed) {
        CounterGenerator generator = new CounterGenerator(seed, 0);
        DMatrixRMaj factor = new DMatrixRMaj(N, 40);
        for (int i = 0; i < factor.getNumElements(); i++) {
            factor.set(i, (generator.uniform(i) - 0.5) * Math.pow(0.9, i % 40));
        }
        return factor;
    }

    private static Kernel kernel(DMatrixRMaj factor) {
        return Kernel.ofFactor(DenseOperator.of(factor));
    }

    private static Kernel scaled(DMatrixRMaj factor, double by) {
        DMatrixRMaj copy = factor.copy();
        for (int i = 0; i < copy.getNumElements(); i++) {
            copy.set(i, by * copy.get(i));
        }
        return kernel(copy);
    }

    private static AlignmentEstimate run(String name, Kernel before, Kernel after, int samples) {
        return Estimators.standard()
                .alignment(name)
                .estimate(before, after, EstimatorOptions.samples(samples).withSeed(7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "naive"})
    void identicalKernelsAreAlignedToTheLastBit(String name) {
        AlignmentEstimate estimate = run(name, kernel(factor(1)), kernel(factor(1)), 20);
        assertThat(estimate.value()).isEqualTo(1);
        assertThat(estimate.estimate().interval95().stream()).allMatch(interval -> interval.contains(1));
        assertThat(estimate.estimate().standardError().orElseThrow()).isLessThan(1e-15);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "naive"})
    void proportionalKernelsAreAligned(String name) {
        AlignmentEstimate estimate = run(name, kernel(factor(1)), scaled(factor(1), 0.3), 20);
        assertThat(estimate.value()).isCloseTo(1, within(1e-13));
        double ratio =
                estimate.parts().squaredFrobeniusAfter() / estimate.parts().squaredFrobeniusBefore();
        assertThat(ratio).isCloseTo(Math.pow(0.3, 4), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "three-traces"})
    void neverLeavesTheUnitInterval(String name) {
        DMatrixRMaj near = factor(1);
        near.set(0, 0, near.get(0, 0) + 0.01);
        AlignmentEstimator estimator = Estimators.standard().alignment(name);
        for (int seed = 0; seed < 30; seed++) {
            Estimate estimate = estimator
                    .estimate(
                            kernel(factor(1)),
                            kernel(near),
                            EstimatorOptions.samples(12).withSeed(seed))
                    .estimate();
            assertThat(estimate.value()).isBetween(-1.0, 1.0);
            assertThat(estimate.interval95().isPresent()).isEqualTo(estimate.errorKind() != ErrorKind.HEURISTIC);
            assertThat(estimate.interval95().stream())
                    .allMatch(interval -> interval.lower() >= -1 && interval.upper() <= 1);
        }
    }

    /** A space that holds both ranges leaves rounding errors only. */
    @Test
    void deflationOfLowRankKernelsIsExact() {
        DMatrixRMaj thin = new DMatrixRMaj(N, 3);
        DMatrixRMaj other = new DMatrixRMaj(N, 4);
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < 4; j++) {
                other.set(i, j, Math.sin(i * (j + 1)));
                if (j < 3) {
                    thin.set(i, j, Math.cos(i + 3 * j));
                }
            }
        }
        double exact = run("naive", kernel(thin), kernel(other), 1).value();
        AlignmentEstimate estimate = run("deflated", kernel(thin), kernel(other), 20);
        assertThat(estimate.value()).isCloseTo(exact, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "three-traces", "naive"})
    void namesTheKernelThatIsZero(String name) {
        assertRefused(
                () -> run(name, kernel(factor(1)), scaled(factor(1), 0), 20),
                ErrorId.NUMERICAL_FAILURE,
                "undefined",
                "after training is zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "three-traces", "naive"})
    void namesWhatOverflows(String name) {
        assertRefused(
                () -> run(name, scaled(factor(1), 1e120), kernel(factor(2)), 20),
                ErrorId.NON_FINITE,
                ". Check the parameters and inputs.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "three-traces"})
    void refusesMoreSamplesThanDimensions(String name) {
        assertRefused(
                () -> run(name, kernel(factor(1)), kernel(factor(2)), N + 1), ErrorId.INVALID_ARGUMENT, "61", "n = 60");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "reverse-only", "three-traces"})
    void refusesByNameBudgetsTooSmall(String name) {
        assertRefused(
                () -> run(name, kernel(factor(1)), kernel(factor(2)), 2),
                ErrorId.INVALID_ARGUMENT,
                "'" + name + "' needs at least",
                "was given 2");
    }

    @Test
    void sayingThatAnErrorIsIndicatedOnlyIsLeftToReverseOnly() {
        Estimate estimate =
                run("reverse-only", kernel(factor(1)), kernel(factor(2)), 30).estimate();
        assertThat(estimate.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
        assertThat(estimate.standardError().orElseThrow()).isPositive();
        assertThat(estimate.notes()).singleElement().asString().contains("indicates");
    }

    @Test
    void oneProbeHasNoErrorStatement() {
        Estimate estimate =
                run("shared-sketch", kernel(factor(1)), kernel(factor(2)), 1).estimate();
        assertThat(estimate.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
        assertThat(estimate.standardError()).isEmpty();
        assertThat(estimate.interval95()).isEmpty();
        assertThat(estimate.notes()).isNotEmpty();
    }

    @Test
    void needsSymmetryByNameForDeflation() {
        LinearOperator square = DenseOperator.of(new DMatrixRMaj(N, N));
        assertRefused(
                () -> run("deflated", Kernel.of(square), Kernel.of(square), 20),
                ErrorId.OPERATOR_PROPERTY,
                "deflated",
                "symmetric");
    }

    @Test
    void needsOneSpace() {
        assertRefused(
                () -> run("shared-sketch", kernel(factor(1)), kernel(new DMatrixRMaj(N + 1, 3)), 20),
                ErrorId.SPACE_MISMATCH,
                "before",
                "after");
    }

    @Test
    void naiveNamesTheMemoryItNeeds() {
        assertRefused(
                () -> Estimators.standard()
                        .alignment("naive")
                        .estimate(
                                kernel(factor(1)),
                                kernel(factor(2)),
                                EstimatorOptions.samples(1).withSeed(1).withMemoryLimit(10_000)),
                ErrorId.OUT_OF_MEMORY,
                "10000 are allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "three-traces"})
    void vectorsThatMustBeHeldAreRefusedBeyondTheMemory(String name) {
        EstimatorOptions options = EstimatorOptions.samples(30).withSeed(7).withMemoryLimit(4L * N * 8);
        assertRefused(
                () -> Estimators.standard().alignment(name).estimate(kernel(factor(1)), kernel(factor(2)), options),
                ErrorId.OUT_OF_MEMORY,
                "must hold",
                4 * N * 8 + " are allowed",
                "shared-sketch");
    }

    /** How many it would keep shows only while it draws: it ends with what it has, and says that more memory is what it lacks. */
    @Test
    void residualProbesThatDoNotFitEndARunWithATolerance() {
        AlignmentEstimator deflated = Estimators.standard().alignment("deflated");
        double exact = run("naive", kernel(factor(1)), kernel(factor(2)), 1).value();
        int most = 59;
        EstimatorOptions options = EstimatorOptions.samples(most).withTolerance(1e-9);
        int held = 0;
        for (int seed = 0; seed < 100; seed++) {
            Estimate estimate = deflated.estimate(
                            kernel(factor(1)),
                            kernel(factor(2)),
                            options.withSeed(seed).withMemoryLimit(8L * N * 150))
                    .estimate();
            assertThat(estimate.stop()).isEqualTo(StopReason.MEMORY_SPENT);
            // 28 for Q, and of the 150 vectors 54 are left for probes and their two images.
            assertThat(estimate.operatorApplications()).isEqualTo(28 + 18);
            assertThat(estimate.notes()).singleElement().asString().contains(8 * N * 150 + " bytes has no room");
            held += estimate.interval95().orElseThrow().contains(exact) ? 1 : 0;
        }
        // 95 of 100 expected, less three standard deviations, of 2.2 each.
        assertThat(held).isGreaterThanOrEqualTo(88);

        Estimate whole = deflated.estimate(
                        kernel(factor(1)),
                        kernel(factor(2)),
                        options.withSeed(7).withMemoryLimit(8L * N * 5 * N))
                .estimate();
        assertThat(whole.stop()).isEqualTo(StopReason.BUDGET_SPENT);
        assertThat(whole.operatorApplications()).isEqualTo(most);
    }

    @Test
    void aToleranceWithoutMemoryForAFirstLookIsRefusedBeforeTheFirstProduct() {
        HeapVectorSpace space = new HeapVectorSpace(IndexShape.of("row", N));
        LinearOperator untouched = new AbstractLinearOperator(space, space, EnumSet.of(OperatorProperty.SYMMETRIC)) {
            @Override
            protected void multiply(MultiVector x, MultiVector y) {
                throw new AssertionError("A product was made.");
            }

            @Override
            protected void multiplyAdjoint(MultiVector x, MultiVector y) {
                multiply(x, y);
            }
        };
        EstimatorOptions options = EstimatorOptions.samples(59).withTolerance(1e-9);
        assertRefused(
                () -> Estimators.standard()
                        .alignment("deflated")
                        .estimate(Kernel.of(untouched), Kernel.of(untouched), options.withMemoryLimit(8L * N * 143)),
                ErrorId.OUT_OF_MEMORY,
                "must hold 144 vectors at a time for 44 samples",
                8 * N * 143 + " are allowed",
                "shared-sketch");
    }

    /** Of probes that are paired the images are held, which are short where parameters are few; the probes come one at a time. */
    @Test
    void reverseOnlyHoldsTheImagesOfItsProbesAlone() {
        EstimatorOptions options = EstimatorOptions.samples(30).withSeed(7);
        AlignmentEstimator method = Estimators.standard().alignment("reverse-only");
        double whole =
                method.estimate(kernel(factor(1)), kernel(factor(2)), options).value();
        long images = 8L * 40 * 30;
        assertThat(method.estimate(kernel(factor(1)), kernel(factor(2)), options.withMemoryLimit(images))
                        .value())
                .isCloseTo(whole, within(1e-13));
        assertRefused(
                () -> method.estimate(kernel(factor(1)), kernel(factor(2)), options.withMemoryLimit(images - 1)),
                ErrorId.OUT_OF_MEMORY,
                "'reverse-only' must hold 30 vectors",
                images - 1 + " are allowed");
    }

    /** Blocks of columns that fit change nothing but rounding. */
    @ParameterizedTest
    @CsvSource({"deflated, 75", "shared-sketch, 12"})
    void smallMemoryGivesTheSameResult(String name, int vectors) {
        EstimatorOptions options = EstimatorOptions.samples(30).withSeed(7);
        AlignmentEstimator estimator = Estimators.standard().alignment(name);
        Estimate whole = estimator
                .estimate(kernel(factor(1)), kernel(factor(2)), options)
                .estimate();
        Estimate pieces = estimator
                .estimate(kernel(factor(1)), kernel(factor(2)), options.withMemoryLimit(8L * N * vectors))
                .estimate();
        assertThat(pieces.value()).isCloseTo(whole.value(), within(1e-13));
        assertThat(pieces.standardError().orElseThrow())
                .isCloseTo(whole.standardError().orElseThrow(), within(1e-13));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "reverse-only", "three-traces"})
    void spendsNoMoreThanTheBudget(String name) {
        for (int samples = 12; samples <= N; samples += 7) {
            Estimate estimate =
                    run(name, kernel(factor(1)), kernel(factor(2)), samples).estimate();
            assertThat(estimate.operatorApplications()).isBetween(samples - 3L, (long) samples);
            assertThat(estimate.costs()).hasSize(2);
        }
    }

    @Test
    void orthonormalProbesInAllDimensionsAreExact() {
        double exact = run("naive", kernel(factor(1)), kernel(factor(2)), 1).value();
        Estimate estimate = new SharedSketch()
                .estimate(
                        kernel(factor(1)),
                        kernel(factor(2)),
                        EstimatorOptions.samples(N).withSeed(3).withProbes(ProbeKind.ORTHONORMAL))
                .estimate();
        assertThat(estimate.value()).isCloseTo(exact, within(1e-12));
        assertThat(estimate.standardError()).hasValue(0);
    }

    private static void assertRefused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorId id, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContainingAll(words);
    }
}
