package io.ntk.estimators.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Indices;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.StepStructure;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.KernelOperator;
import io.ntk.estimators.estimate.StopReason;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.estimators.statistics.ErrorStudy;
import io.ntk.estimators.statistics.SampleMean;
import io.ntk.tck.ForwardingLinearization;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrialHutchinsonTest {
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(20).withSeed(3);

    private final ReferenceBackend backend = new ReferenceBackend();
    private final GoldenCase gru = GoldenCase.named("gru");
    private final Linearization trained = backend.linearize(gru.problemAfter(Precision.FLOAT64));
    private final TraceEstimator method = Estimators.standard().trace("trial-hutchinson");

    @AfterEach
    void close() {
        trained.close();
        backend.close();
    }

    static List<GoldenCase> cases() {
        return GoldenCase.all();
    }

    private Estimate trace(Linearization of, EstimatorOptions options) {
        return method.estimate(Kernel.of(of), TraceOf.OPERATOR, options);
    }

    /** There are no blocks between trials then, and the probes are the same. */
    @ParameterizedTest
    @MethodSource("cases")
    void isHutchinsonsEstimateOfOneTrial(GoldenCase golden) {
        try (Linearization one =
                backend.linearize(golden.problemAfter(Precision.FLOAT64).ofTrials(Indices.of(1)))) {
            for (ProbeKind kind : ProbeKind.values()) {
                EstimatorOptions options = OPTIONS.withProbes(kind);
                Estimate plain =
                        Estimators.standard().trace("hutchinson").estimate(Kernel.of(one), TraceOf.OPERATOR, options);
                Estimate found = trace(one, options);
                assertThat(found.value()).as("%s", kind).isCloseTo(plain.value(), within(1e-12 * plain.value()));
                double error = plain.standardError().orElseThrow();
                assertThat(found.standardError().orElseThrow()).isCloseTo(error, within(1e-10 * error));
            }
        }
    }

    /** The sums of squares of Θ: of all elements, of those of one trial, and of the diagonal. */
    private record Squares(double all, double within, double diagonal) {
        static Squares of(DMatrixRMaj kernel, int trials) {
            int rows = kernel.numRows / trials;
            double all = 0;
            double within = 0;
            double diagonal = 0;
            for (int i = 0; i < kernel.numRows; i++) {
                for (int j = 0; j < kernel.numCols; j++) {
                    double square = kernel.get(i, j) * kernel.get(i, j);
                    all += square;
                    within += i / rows == j / rows ? square : 0;
                    diagonal += i == j ? square : 0;
                }
            }
            return new Squares(all, within, diagonal);
        }
    }

    /** Over 200 seeds; a variance of so many draws has a relative standard deviation of about √(2/200). */
    @ParameterizedTest
    @MethodSource("cases")
    void meanAndVarianceAreThoseOfTheBlocksOfTrials(GoldenCase golden) {
        int seeds = 200;
        try (Linearization of = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            Squares squares =
                    Squares.of(of.ntk().toMatrix(), of.problem().inputs().trials());
            double expected = 2 * (squares.within() - squares.diagonal()) / OPTIONS.samples();
            double plain = 2 * (squares.all() - squares.diagonal()) / OPTIONS.samples();
            assertThat(expected).isLessThan(0.8 * plain);
            SampleMean mean = SampleMean.of(LongStream.range(0, seeds)
                    .mapToDouble(seed -> trace(of, OPTIONS.withSeed(seed)).value())
                    .toArray());
            assertThat(mean.mean()).isCloseTo(golden.fact("trace_after"), within(4 * Math.sqrt(expected / seeds)));
            assertThat(mean.deviation() * mean.deviation() / expected).isCloseTo(1, within(5 * Math.sqrt(2.0 / seeds)));
        }
    }

    @ParameterizedTest
    @EnumSource(ProbeKind.class)
    void intervalsCover(ProbeKind kind) {
        for (int samples : new int[] {6, 20}) {
            ErrorStudy study = ErrorStudy.of(
                    gru.fact("trace_after"),
                    500,
                    seed -> trace(
                            trained,
                            EstimatorOptions.samples(samples).withSeed(seed).withProbes(kind)));
            // 90% from 6 samples on, and 92% from 20 on, less two standard deviations of a share of 500.
            assertThat(study.coverage()).as("%s, %d", kind, samples).isGreaterThan(samples < 20 ? 0.875 : 0.9);
        }
    }

    @Test
    void countsAProductForEachSample() {
        List<Long> told = new ArrayList<>();
        Estimate found = trace(trained, OPTIONS.withProgress((products, expected) -> told.add(products)));
        assertThat(found.costs()).containsExactly(new Cost(0, 0, 20));
        assertThat(told).last().isEqualTo(20L);
        assertThat(found.errorKind()).isEqualTo(ErrorKind.STANDARD_ERROR);
        assertThat(found.interval95().orElseThrow().contains(gru.fact("trace_after")))
                .isTrue();
    }

    @Test
    void stopsAtATolerance() {
        Estimate found =
                trace(trained, EstimatorOptions.samples(110).withSeed(1).withTolerance(0.2));
        assertThat(found.stop()).isEqualTo(StopReason.TOLERANCE_REACHED);
        assertThat(found.operatorApplications()).isLessThan(110);
        assertThat(found.interval95().orElseThrow().reach(found.value())).isLessThan(0.2 * found.value());
    }

    @Test
    void asManySamplesAsRowsAreExact() {
        Estimate found = trace(trained, EstimatorOptions.samples(120));
        double exact = gru.fact("trace_after");
        assertThat(found.value()).isCloseTo(exact, within(1e-9 * exact));
        assertThat(found.errorKind()).isEqualTo(ErrorKind.EXACT);
    }

    @Test
    void littleMemoryChangesNothing() {
        double whole = trace(trained, OPTIONS).value();
        // The buffers grow with the number of threads.
        long enough = 10_000;
        while (isRefused(enough)) {
            enough *= 2;
        }
        assertThat(trace(trained, OPTIONS.withMemoryLimit(enough)).value()).isCloseTo(whole, within(1e-12 * whole));
        assertRefused(
                () -> trace(trained, OPTIONS.withMemoryLimit(10_000)),
                ErrorId.OUT_OF_MEMORY,
                "'trial-hutchinson' needs",
                "5000 are allowed");
    }

    private boolean isRefused(long limit) {
        try {
            trace(trained, OPTIONS.withMemoryLimit(limit));
            return false;
        } catch (NtkException e) {
            return e.id() == ErrorId.OUT_OF_MEMORY;
        }
    }

    /** What float64 changes in the exact trace is within the bound that is stated of the estimate. */
    @Test
    void measuresTheRoundingOfFloat32() {
        try (Linearization narrow = backend.linearize(gru.problemAfter(Precision.FLOAT32))) {
            Estimate found = method.estimate(Kernel.of(narrow).repeatedBy(() -> trained), TraceOf.OPERATOR, OPTIONS);
            double wide = trace(trained, OPTIONS).value();
            assertThat(found.value()).isCloseTo(wide, within(1e-5 * wide));
            assertThat(found.roundingError().orElseThrow()).isBetween(1e-9 * wide, 1e-5 * wide);
            assertThat(found.repeatedApplications()).isPositive();
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        Kernel kernel = Kernel.of(trained);
        assertRefused(
                () -> method.estimate(kernel, TraceOf.SQUARE, OPTIONS),
                ErrorId.INVALID_ARGUMENT,
                "'trial-hutchinson'",
                "hutch++");
        for (Kernel without :
                List.of(KernelOperator.PROPAGATION.of(trained), kernel.centred(), Kernel.of(trained.ntk()))) {
            assertRefused(
                    () -> method.estimate(without, TraceOf.OPERATOR, OPTIONS),
                    ErrorId.OPERATOR_PROPERTY,
                    "'trial-hutchinson' needs the linearization");
        }
        Linearization plain = new ForwardingLinearization(trained) {
            @Override
            public Optional<StepStructure> structure() {
                return Optional.empty();
            }
        };
        assertRefused(
                () -> trace(plain, OPTIONS),
                ErrorId.CAPABILITY_MISSING,
                "'trial-hutchinson' needs step Jacobians",
                "another method");
    }

    private static void assertRefused(ThrowingCallable call, ErrorId id, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContainingAll(words);
    }
}
