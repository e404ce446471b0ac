package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TracePropertiesTest {
    private static final int N = 50;

    /** Rank 3. */
    private static final DMatrixRMaj THIN = new DMatrixRMaj(N, 3);

    private static final DMatrixRMaj WIDE = new DMatrixRMaj(N, 70);

    static {
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < 70; j++) {
                WIDE.set(i, j, Math.sin(1 + i * j + j * j) / (1 + 0.3 * j));
                if (j < 3) {
                    THIN.set(i, j, Math.cos(i * (j + 1)));
                }
            }
        }
    }

    private static Estimate run(String name, DMatrixRMaj factor, TraceOf of, EstimatorOptions options) {
        return Estimators.standard().trace(name).estimate(Kernel.ofFactor(DenseOperator.of(factor)), of, options);
    }

    private static double exact(DMatrixRMaj factor, TraceOf of) {
        return run("naive", factor, of, EstimatorOptions.samples(1).withSeed(1)).value();
    }

    /** Methods that sketch the range find all of it in a matrix of rank 3. */
    @ParameterizedTest
    @CsvSource({
        "hutch++, OPERATOR", "hutch++, SQUARE", "na-hutch++, OPERATOR", "na-hutch++, SQUARE", "nystrom++, OPERATOR",
        "nystrom++, SQUARE", "xtrace, OPERATOR", "xtrace, SQUARE", "xnystrace, OPERATOR", "xnystrace, SQUARE",
    })
    void lowRankIsExact(String name, TraceOf of) {
        double exact = exact(THIN, of);
        Estimate estimate =
                run(name, THIN, of, EstimatorOptions.samples(24).withSeed(5).withProbes(ProbeKind.GAUSSIAN));
        assertThat(estimate.value()).isCloseTo(exact, within(1e-10 * exact));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hutchinson",
                "hutch++",
                "na-hutch++",
                "nystrom++",
                "xtrace",
                "xnystrace",
                "reverse-only",
                "forward-only",
                "naive"
            })
    void theZeroOperatorHasTraceZero(String name) {
        DMatrixRMaj zero = new DMatrixRMaj(N, 70);
        for (TraceOf of : TraceOf.values()) {
            Estimate estimate = run(name, zero, of, EstimatorOptions.samples(16).withSeed(5));
            assertThat(estimate.value()).as("%s", of).isCloseTo(0, within(1e-290));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace"})
    void spendsNoMoreThanTheBudgetAndNearlyAllOfIt(String name) {
        for (TraceOf of : TraceOf.values()) {
            for (int samples = 8; samples < 45; samples += 5) {
                List<Long> told = new ArrayList<>();
                Estimate estimate = run(
                        name,
                        WIDE,
                        of,
                        EstimatorOptions.samples(samples)
                                .withSeed(1)
                                .withProgress((products, expected) -> told.add(products)));
                assertThat(estimate.operatorApplications())
                        .as("%s of %s", name, of)
                        .isBetween(samples - 3L, (long) samples);
                assertThat(told).last().isEqualTo(estimate.operatorApplications());
                assertThat(estimate.samples()).isEqualTo(samples);
            }
        }
    }

    @Test
    void oneSidedMethodsUseOneSideOnly() {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(1);
        for (TraceOf of : TraceOf.values()) {
            assertThat(run("reverse-only", WIDE, of, options).costs()).containsExactly(new Cost(0, 0, 20));
            assertThat(run("forward-only", WIDE, of, options).costs()).containsExactly(new Cost(0, 20, 0));
        }
        assertThat(run("naive", WIDE, TraceOf.OPERATOR, options).costs()).containsExactly(new Cost(0, 0, N));
        assertThat(run("naive", THIN, TraceOf.OPERATOR, options).costs()).containsExactly(new Cost(0, 3, 0));
    }

    @Test
    void reverseOnlyDrawsWhatHutchinsonDraws() {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(9);
        double reverse = run("reverse-only", WIDE, TraceOf.OPERATOR, options).value();
        double hutchinson = run("hutchinson", WIDE, TraceOf.OPERATOR, options).value();
        assertThat(reverse).isCloseTo(hutchinson, within(1e-12 * hutchinson));
    }

    @ParameterizedTest
    @CsvSource({"hutch++, 3", "na-hutch++, 4", "nystrom++, 2", "xtrace, 4", "xnystrace, 2"})
    void saysByNameHowManySamplesItNeeds(String name, int least) {
        assertThat(run(
                                name,
                                WIDE,
                                TraceOf.OPERATOR,
                                EstimatorOptions.samples(least).withSeed(1))
                        .value())
                .isPositive();
        assertRefused(
                () -> run(
                        name,
                        WIDE,
                        TraceOf.OPERATOR,
                        EstimatorOptions.samples(least - 1).withSeed(1)),
                ErrorId.INVALID_ARGUMENT,
                "'" + name + "' needs at least " + least + " samples",
                "given " + (least - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace", "reverse-only"})
    void refusesMoreSamplesThanDimensions(String name) {
        assertRefused(
                () -> run(
                        name,
                        WIDE,
                        TraceOf.OPERATOR,
                        EstimatorOptions.samples(51).withSeed(1)),
                ErrorId.INVALID_ARGUMENT,
                "samples is 51",
                "n = 50");
    }

    @ParameterizedTest
    @CsvSource({
        "na-hutch++, symmetric", "nystrom++, positive semidefinite", "xnystrace, positive semidefinite",
        "naive, factor J", "reverse-only, factor J", "forward-only, factor J",
    })
    void saysByNameWhatItNeedsOfTheOperator(String name, String property) {
        LinearOperator plain = DenseOperator.of(new DMatrixRMaj(N, N));
        assertRefused(
                () -> Estimators.standard()
                        .trace(name)
                        .estimate(plain, EstimatorOptions.samples(10).withSeed(1)),
                ErrorId.OPERATOR_PROPERTY,
                "'" + name + "'",
                property);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace"})
    void needsASquareOperator(String name) {
        LinearOperator oblong = DenseOperator.of(WIDE);
        assertRefused(
                () -> Estimators.standard()
                        .trace(name)
                        .estimate(oblong, EstimatorOptions.samples(10).withSeed(1)),
                ErrorId.OPERATOR_PROPERTY,
                "'" + name + "'",
                "square");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hutchinson", "hutch++", "na-hutch++", "nystrom++", "xtrace", "xnystrace", "reverse-only"})
    void namesWhatOverflows(String name) {
        DMatrixRMaj huge = WIDE.copy();
        huge.set(3, 3, 1e200);
        assertRefused(
                () -> run(
                        name,
                        huge,
                        TraceOf.OPERATOR,
                        EstimatorOptions.samples(10).withSeed(1)),
                ErrorId.NON_FINITE,
                ". Check the parameters and inputs.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"na-hutch++", "xtrace", "xnystrace", "naive"})
    void refusesAToleranceItCannotFollow(String name) {
        assertRefused(
                () -> run(
                        name,
                        WIDE,
                        TraceOf.OPERATOR,
                        EstimatorOptions.samples(10).withSeed(1).withTolerance(0.1)),
                ErrorId.INVALID_ARGUMENT,
                "'" + name + "'",
                "tolerance");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xtrace", "xnystrace"})
    void leaveOneOutNeedsIndependentProbesAndCallsItsErrorHeuristic(String name) {
        EstimatorOptions options = EstimatorOptions.samples(10).withSeed(1);
        Estimate estimate = run(name, WIDE, TraceOf.OPERATOR, options);
        assertThat(estimate.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
        assertThat(estimate.interval95()).isEmpty();
        assertThat(estimate.standardError()).isPresent();
        assertRefused(
                () -> run(name, WIDE, TraceOf.OPERATOR, options.withProbes(ProbeKind.ORTHONORMAL)),
                ErrorId.INVALID_ARGUMENT,
                "independent");
    }

    @Test
    void indefiniteOperatorsThatClaimOtherwiseAreFoundOut() {
        double[] values = new double[N];
        java.util.Arrays.fill(values, -1);
        LinearOperator lying = Diagonals.of(
                values,
                io.ntk.api.linalg.OperatorProperty.SYMMETRIC,
                io.ntk.api.linalg.OperatorProperty.POSITIVE_SEMIDEFINITE);
        assertRefused(
                () -> new NystromPlusPlus()
                        .estimate(lying, EstimatorOptions.samples(10).withSeed(1)),
                ErrorId.NUMERICAL_FAILURE,
                "positive semi-definite");
    }

    @ParameterizedTest
    @EnumSource(ProbeKind.class)
    void smallMemoryChangesNothingButOrthonormalProbesRefuse(ProbeKind kind) {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(3).withProbes(kind);
        EstimatorOptions small = options.withMemoryLimit(7 * 2 * N * 8);
        if (kind == ProbeKind.ORTHONORMAL) {
            assertRefused(
                    () -> run("hutchinson", WIDE, TraceOf.OPERATOR, small),
                    ErrorId.OUT_OF_MEMORY,
                    "orthonormal",
                    "5600");
        } else {
            double whole = run("hutchinson", WIDE, TraceOf.OPERATOR, options).value();
            assertThat(run("hutchinson", WIDE, TraceOf.OPERATOR, small).value())
                    .isCloseTo(whole, within(1e-12 * whole));
        }
    }

    /** Each needs all of the vectors that it says: it works with as many, and with fewer it says how many. */
    @ParameterizedTest
    @CsvSource({"hutch++, 18", "na-hutch++, 40", "nystrom++, 30", "xtrace, 40", "xnystrace, 60"})
    void vectorsThatMustBeHeldAreRefusedBeyondTheMemory(String name, int vectors) {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(3);
        double whole = run(name, WIDE, TraceOf.OPERATOR, options).value();
        assertThat(run(name, WIDE, TraceOf.OPERATOR, options.withMemoryLimit(8L * N * vectors))
                        .value())
                .isCloseTo(whole, within(1e-12 * whole));
        assertRefused(
                () -> run(name, WIDE, TraceOf.OPERATOR, options.withMemoryLimit(8L * N * vectors - 1)),
                ErrorId.OUT_OF_MEMORY,
                "'" + name + "' must hold " + vectors + " vectors",
                "hutchinson");
    }

    /** Of probes that are paired the images are held, in the space that the factor maps them to; the probes come one at a time. */
    @ParameterizedTest
    @CsvSource({"reverse-only, 70", "forward-only, 50"})
    void squaresOfOneSideHoldTheImagesOfTheirProbesAlone(String name, int length) {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(3);
        double whole = run(name, WIDE, TraceOf.SQUARE, options).value();
        long images = 8L * length * 20;
        assertThat(run(name, WIDE, TraceOf.SQUARE, options.withMemoryLimit(images))
                        .value())
                .isCloseTo(whole, within(1e-12 * whole));
        assertRefused(
                () -> run(name, WIDE, TraceOf.SQUARE, options.withMemoryLimit(images - 1)),
                ErrorId.OUT_OF_MEMORY,
                "'" + name + "' must hold 20 vectors",
                "hutchinson");
    }

    @Test
    void naiveNamesTheMemoryItNeedsForTheSquareOnly() {
        EstimatorOptions small = EstimatorOptions.samples(1).withSeed(1).withMemoryLimit(1000);
        assertThat(run("naive", WIDE, TraceOf.OPERATOR, small).value()).isPositive();
        assertRefused(
                () -> run("naive", WIDE, TraceOf.SQUARE, small), ErrorId.OUT_OF_MEMORY, "50 rows", "1000 are allowed");
    }

    private static void assertRefused(ThrowingCallable call, ErrorId id, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContainingAll(words);
    }
}
