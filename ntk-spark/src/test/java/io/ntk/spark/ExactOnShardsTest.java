package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Indices;
import io.ntk.api.model.InitialState;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.KeptEntries;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.model.Restriction;
import io.ntk.api.model.ValidSteps;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.estimate.Work;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.exact.TensorProducts;
import io.ntk.estimators.exact.TensorTraces;
import io.ntk.estimators.metric.AlignmentContributions;
import io.ntk.estimators.metric.Metric;
import io.ntk.estimators.metric.MetricEstimates;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.tck.cell.MappedCell;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact method over pairs of shards beside the same on one machine. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactOnShardsTest {
    private static final double RELATIVE = 1e-12;
    private static final long MEMORY = 1L << 28;
    private static final int TRIALS = 7;
    private static final int STEPS = 5;

    private final NtkRuntime runtime = NtkRuntime.create();
    private final BackendProvider each = runtime.backends().all().get("native").provider();
    private final BeforeAfter gru = SmallProblems.pair("gru", TRIALS, STEPS, 2, 6, Precision.FLOAT64);
    private final ExactNtk exact = new ExactNtk(MEMORY);

    @AfterAll
    void stop() {
        runtime.close();
    }

    private AutodiffBackend sharded(int partitions) {
        return sharded(partitions, BackendOptions.defaults().withThreads(1));
    }

    private AutodiffBackend sharded(int partitions, BackendOptions options) {
        return new SparkBackend(LocalSpark.jobs(), each, options, OptionalInt.of(partitions));
    }

    static Stream<Arguments> problems() {
        Problem lstm = SmallProblems.pair("lstm", TRIALS, STEPS, 2, 4, Precision.FLOAT64)
                .after();
        RecurrentModel withReadout =
                new RecurrentModel("lstm", lstm.model().cell(), 2, 4, Optional.of(new Readout(2, true)));
        Problem outputs = new Problem(withReadout, parameters(withReadout, 1), lstm.inputs())
                .withPrecision(Precision.FLOAT64)
                .withObservable(Observable.OUTPUTS);
        Problem rnn = SmallProblems.pair("rnn_tanh", TRIALS, STEPS, 2, 6, Precision.FLOAT64)
                .after();
        return Stream.of(
                Arguments.of(
                        "gru",
                        SmallProblems.pair("gru", TRIALS, STEPS, 2, 6, Precision.FLOAT64)
                                .before()),
                Arguments.of("lstm from states of their own", lstm.withInitialState(states(TRIALS, 8))),
                Arguments.of("lstm from states that are zero in some shards", lstm.withInitialState(states(2, 8))),
                Arguments.of("outputs", outputs),
                Arguments.of("final outputs", outputs.withObservable(Observable.FINAL_OUTPUT)),
                Arguments.of("ragged", rnn.withRestriction(Restriction.NONE.withValid(ragged()))),
                Arguments.of(
                        "some steps and units of ragged trials",
                        rnn.withRestriction(Restriction.NONE
                                .withValid(ragged())
                                .withSteps(Indices.range(1, STEPS))
                                .withUnits(Indices.of(0, 3)))),
                Arguments.of("frozen entries", rnn.withKept(some(rnn.model()))),
                Arguments.of("by the whole Jacobian", mapped()),
                Arguments.of("float32", rnn.withPrecision(Precision.FLOAT32)));
    }

    private static Problem mapped() {
        RecurrentModel model = new RecurrentModel("mapped", new MappedCell(), 2, 3, Optional.of(new Readout(2, true)));
        double[] x = new double[TRIALS * STEPS * 2];
        Arrays.setAll(x, i -> Math.cos(i));
        return new Problem(model, parameters(model, 3), Inputs.of(TRIALS, STEPS, 2, x))
                .withPrecision(Precision.FLOAT64);
    }

    private static Parameters parameters(RecurrentModel model, int factor) {
        double[] theta = new double[model.layout().size()];
        Arrays.setAll(theta, i -> Math.sin(factor * i + 1) / 2);
        return Parameters.of(model.layout(), theta);
    }

    private static KeptEntries some(RecurrentModel model) {
        boolean[] keep = new boolean[model.layout().size()];
        for (int i = 0; i < keep.length; i++) {
            keep[i] = i % 3 != 1;
        }
        return KeptEntries.of(model.layout(), keep);
    }

    /** Of the first trials; the others are at rest. */
    private static InitialState states(int trials, int size) {
        double[] values = new double[TRIALS * size];
        for (int i = 0; i < trials * size; i++) {
            values[i] = Math.sin(i);
        }
        return InitialState.of(TRIALS, size, values);
    }

    /** Of the trials 2 and 3, the second of three shards, no step counts. */
    private static ValidSteps ragged() {
        double[] valid = new double[TRIALS * STEPS];
        Arrays.fill(valid, 0, 3, 1);
        Arrays.fill(valid, STEPS, 2 * STEPS, 1);
        Arrays.fill(valid, 4 * STEPS, 4 * STEPS + 2, 1);
        Arrays.fill(valid, 5 * STEPS + 1, 7 * STEPS - 1, 1);
        return ValidSteps.of(TRIALS, STEPS, valid);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void tracesAreThoseOfOneMachine(String name, Problem before) {
        Problem after = before.withParameters(parameters(before.model(), 2));
        // In float32 the states of a trial depend on those beside it, by what a product rounds.
        double relative = before.precision() == Precision.FLOAT64 ? RELATIVE : 1e-6;
        try (Linearization a = runtime.backend().linearize(before);
                Linearization b = runtime.backend().linearize(after)) {
            ExactAlignment expected = exact.alignment(a, b);
            for (int partitions : List.of(1, 3, TRIALS)) {
                try (AutodiffBackend backend = sharded(partitions);
                        Linearization first = backend.linearize(before);
                        Linearization last = backend.linearize(after)) {
                    ExactAlignment actual = exact.alignment(first, last);
                    agree(actual.cross(), expected.cross(), relative);
                    agree(actual.before(), expected.before(), relative);
                    agree(actual.after(), expected.after(), relative);
                    agree(exact.totals().crossTrace(first, last), exact.totals().crossTrace(a, b), relative);
                    agree(exact.squaredFrobenius(first), expected.before(), relative);
                    agree(exact.trace(first), exact.trace(a), relative);
                    assertThat(exact.alignment(first, last)).isEqualTo(actual);
                }
            }
        }
        assertThat(ProcessState.get().kept()).isZero();
    }

    private static void agree(TensorProducts actual, TensorProducts expected, double relative) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int p = 0; p < expected.tensors().size(); p++) {
            for (int q = 0; q < expected.tensors().size(); q++) {
                double value = expected.values().get(p).get(q);
                assertThat(actual.values().get(p).get(q)).isCloseTo(value, within(relative * value));
            }
        }
    }

    private static void agree(TensorTraces actual, TensorTraces expected, double relative) {
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int p = 0; p < expected.tensors().size(); p++) {
            double value = expected.values().get(p);
            assertThat(actual.values().get(p)).isCloseTo(value, within(relative * value));
        }
    }

    @Test
    void tracesOfTheOneStepKernelAreThoseOfOneMachine() {
        try (AutodiffBackend backend = sharded(3);
                Linearization many = backend.linearize(gru.before());
                Linearization one = runtime.backend().linearize(gru.before())) {
            agree(
                    exact.squaredFrobenius(new OneStepLinearization(many)),
                    exact.squaredFrobenius(new OneStepLinearization(one)),
                    RELATIVE);
        }
    }

    /** With the same error by rounding, note and count of operations. */
    @Test
    void anAlignmentSaysOfItselfWhatItSaysOnOneMachine() {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(1).withMemoryLimit(MEMORY);
        AlignmentEstimate here = alignment(runtime.backend(), options);
        try (AutodiffBackend backend = sharded(1)) {
            AlignmentEstimate there = alignment(backend, options);
            assertThat(there.value()).isCloseTo(here.value(), within(RELATIVE));
            assertThat(there.estimate().standardError())
                    .isEqualTo(here.estimate().standardError());
            assertThat(there.estimate().notes()).isEqualTo(here.estimate().notes());
            assertThat(there.estimate().roundingError().orElseThrow())
                    .isCloseTo(here.estimate().roundingError().orElseThrow(), within(1e-15));
        }
        try (AutodiffBackend backend = sharded(3)) {
            assertThat(alignment(backend, options).estimate().notes())
                    .singleElement()
                    .asString()
                    .startsWith("It was contracted by trials: ");
        }
    }

    private AlignmentEstimate alignment(AutodiffBackend backend, EstimatorOptions options) {
        try (Linearization before = backend.linearize(gru.before());
                Linearization after = backend.linearize(gru.after())) {
            return new ExactAlignmentEstimator().estimate(Kernel.of(before), Kernel.of(after), options);
        }
    }

    @Test
    void metricsAndContributionsAreThoseOfOneMachine() {
        EstimatorOptions options = EstimatorOptions.samples(20).withSeed(1).withMemoryLimit(MEMORY);
        List<double[]> numbers = new ArrayList<>();
        try (AutodiffBackend backend = sharded(3)) {
            for (AutodiffBackend one : List.of(runtime.backend(), backend)) {
                try (Linearization before = one.linearize(gru.before());
                        Linearization after = one.linearize(gru.after())) {
                    numbers.add(metricsAndContributions(before, after, options));
                }
            }
        }
        assertThat(numbers.get(0)).hasSizeGreaterThan(STEPS + 4);
        // A misalignment is a difference of numbers of about 1.
        assertThat(numbers.get(1)).containsExactly(numbers.get(0), within(1e-10));
    }

    private double[] metricsAndContributions(Linearization before, Linearization after, EstimatorOptions options) {
        ExactAlignmentEstimator method = new ExactAlignmentEstimator();
        Kernel first = Kernel.of(before);
        Kernel last = Kernel.of(after);
        ExactAlignment traces = method.traces(first, last, options);
        AlignmentEstimate alignment = method.estimate(traces, first, last, options);
        List<Metric> metrics = runtime.metrics().all();
        MetricEstimates of = MetricEstimates.exact(metrics, before, after, traces, options);
        AlignmentContributions parts = AlignmentContributions.exact(before, after, alignment, traces, options);
        List<Double> numbers = new ArrayList<>();
        for (Metric metric : of.metrics()) {
            numbers.add((metric.isOfPair() ? of.at(metric, 0, 1) : of.at(metric, 1)).value());
        }
        numbers.add(method.centred(traces, first, last, options).value());
        parts.tensors().forEach(part -> numbers.add(part.contribution().value()));
        parts.steps().forEach(part -> numbers.add(part.contribution().value()));
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @Test
    void progressGoesWithThePairs() {
        List<Work> told = Collections.synchronizedList(new ArrayList<>());
        Progress listener = new Progress() {
            @Override
            public void made(long products, long expected) {}

            @Override
            public void computed(Work work) {
                told.add(work);
            }
        };
        try (AutodiffBackend backend = sharded(3);
                Linearization model = backend.linearize(gru.before())) {
            exact.reportingTo(listener).squaredFrobenius(model);
        }
        assertThat(told).hasSize(1 + 6).isSortedAccordingTo((x, y) -> Double.compare(x.done(), y.done()));
        assertThat(told.get(6).done()).isEqualTo(told.get(6).expected());
    }

    @Test
    void aListenerThatThrowsEndsTheComputation() {
        Progress listener = new Progress() {
            @Override
            public void made(long products, long expected) {}

            @Override
            public void computed(Work work) {
                if (work.done() > 0) {
                    throw new IllegalStateException("enough");
                }
            }
        };
        try (AutodiffBackend backend = sharded(3);
                Linearization model = backend.linearize(gru.before())) {
            IllegalStateException thrown = catchThrowableOfType(
                    IllegalStateException.class,
                    () -> exact.reportingTo(listener).squaredFrobenius(model));
            assertThat(thrown).hasMessage("enough");
            // Spark goes on.
            assertThat(exact.trace(model).total()).isPositive();
        }
    }

    @Test
    void tooLittleMemoryIsRefusedWithWhatSharesIt() {
        try (AutodiffBackend backend = sharded(3);
                Linearization model = backend.linearize(gru.before())) {
            NtkException refusal =
                    catchThrowableOfType(NtkException.class, () -> new ExactNtk(2000).squaredFrobenius(model));
            assertThat(refusal.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
            assertThat(refusal.problem())
                    .startsWith("Method 'exact' needs ")
                    .contains("but 1000 are allowed.")
                    .contains("of 7 trials, which are in 3 partitions")
                    .contains("one of 2 tasks");
            assertThat(refusal.remedy()).contains("more partitions");
        }
    }

    /** The limit of an executor's engine holds, whatever that of the estimator. */
    @Test
    void theMemoryLimitOfAnExecutorHolds() {
        BackendOptions tight = BackendOptions.defaults().withThreads(1).withMemoryLimit(10_000);
        try (AutodiffBackend backend = sharded(3, tight);
                Linearization model = backend.linearize(gru.before())) {
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> exact.squaredFrobenius(model));
            assertThat(refusal.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
            assertThat(refusal.problem()).contains("but 5000 are allowed.");
        }
    }

    /** What does not fit as a whole fits in parts. */
    @Test
    void morePartitionsTakeLessMemory() {
        // The lowest limit for two tasks with one trial or two each.
        long limit = least(TRIALS);
        assertThat(least(2)).isGreaterThan(limit);
    }

    private long least(int partitions) {
        long tooLittle = 1;
        long enough = MEMORY;
        try (AutodiffBackend backend = sharded(partitions);
                Linearization model = backend.linearize(gru.before())) {
            while (enough - tooLittle > 1000) {
                long middle = (tooLittle + enough) / 2;
                try {
                    new ExactNtk(middle).squaredFrobenius(model);
                    enough = middle;
                } catch (NtkException e) {
                    assertThat(e.id()).isEqualTo(ErrorId.OUT_OF_MEMORY);
                    tooLittle = middle;
                }
            }
        }
        return enough;
    }

    @Test
    void otherPartitionsAreRefused() {
        try (AutodiffBackend three = sharded(3);
                AutodiffBackend two = sharded(2);
                Linearization before = three.linearize(gru.before());
                Linearization after = two.linearize(gru.after())) {
            NtkException refusal = catchThrowableOfType(NtkException.class, () -> exact.alignment(before, after));
            assertThat(refusal.id()).isEqualTo(ErrorId.SPACE_MISMATCH);
            assertThat(refusal.problem()).contains("3 partitions").contains("2");
        }
    }

    @Test
    void aBackendWithoutStepJacobiansIsRefusedAsOnOneMachine() {
        BackendProvider without =
                runtime.backends().all().get(NoStructureProvider.ID).provider();
        try (AutodiffBackend here = without.create(BackendOptions.defaults());
                AutodiffBackend there =
                        new SparkBackend(LocalSpark.jobs(), without, BackendOptions.defaults(), OptionalInt.of(2));
                Linearization one = here.linearize(gru.before());
                Linearization many = there.linearize(gru.before())) {
            NtkException expected = catchThrowableOfType(NtkException.class, () -> exact.trace(one));
            for (Runnable method : List.<Runnable>of(
                    () -> exact.trace(many), () -> exact.squaredFrobenius(many), () -> exact.alignment(many, many))) {
                NtkException actual = catchThrowableOfType(NtkException.class, method::run);
                assertThat(actual.id()).isEqualTo(ErrorId.CAPABILITY_MISSING);
                assertThat(actual.problem()).isEqualTo(expected.problem());
                assertThat(actual.remedy()).isEqualTo(expected.remedy());
            }
        }
    }

    @Test
    void aProblemOfWhichNothingIsLookedAtIsRefusedAsOnOneMachine() {
        double[] first = new double[TRIALS * STEPS];
        first[2 * STEPS] = 1;
        Problem nothing = gru.before()
                .withRestriction(Restriction.NONE
                        .withValid(ValidSteps.of(TRIALS, STEPS, first))
                        .withSteps(Indices.range(1, STEPS)));
        try (AutodiffBackend backend = sharded(3);
                Linearization one = runtime.backend().linearize(nothing);
                Linearization many = backend.linearize(nothing)) {
            NtkException expected = catchThrowableOfType(NtkException.class, () -> exact.squaredFrobenius(one));
            NtkException actual = catchThrowableOfType(NtkException.class, () -> exact.squaredFrobenius(many));
            assertThat(actual.getMessage()).isEqualTo(expected.getMessage());
        }
    }

    @Test
    void aClosedLinearizationIsRefused() {
        try (AutodiffBackend backend = sharded(2);
                Linearization open = backend.linearize(gru.before())) {
            Linearization closed = backend.linearize(gru.after());
            closed.close();
            for (Runnable method : List.<Runnable>of(() -> exact.trace(closed), () -> exact.crossTrace(open, closed))) {
                assertThat(catchThrowableOfType(NtkException.class, method::run).id())
                        .isEqualTo(ErrorId.CLOSED);
            }
        }
    }

    @Test
    void tasksConsistOfSpecifications() {
        try (AutodiffBackend backend = sharded(3);
                Deserialized read = Deserialized.record();
                Linearization before = backend.linearize(gru.before());
                Linearization after = backend.linearize(gru.after())) {
            exact.alignment(before, after);
            assertThat(read.names()).contains(PairTask.class.getName());
            assertThat(read.names())
                    .filteredOn(name -> name.startsWith("io.ntk.") && !name.startsWith("io.ntk.cells."))
                    .isSubsetOf(
                            PairTask.class.getName(),
                            Attempt.class.getName(),
                            EngineSpecification.class.getName(),
                            ShardedProblem.class.getName(),
                            Shards.class.getName(),
                            "io.ntk.estimators.exact.GroupedTrials$Pair",
                            "io.ntk.estimators.exact.GroupedTrials$Work",
                            "io.ntk.estimators.exact.GroupedNtk$Method",
                            ExactAlignment.class.getName(),
                            TensorProducts.class.getName(),
                            "io.ntk.estimators.exact.ContractionCount",
                            Precision.class.getName(),
                            // What the tasks of an earlier test refuse may come late.
                            NtkException.class.getName(),
                            ErrorId.class.getName());
        }
    }
}
