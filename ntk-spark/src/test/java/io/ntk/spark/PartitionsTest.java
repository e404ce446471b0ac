package io.ntk.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.BackendOptions;
import io.ntk.api.spi.BackendProvider;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That estimates do not depend on how trials are divided, nor on there being a cluster at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PartitionsTest {
    private static final List<Integer> PARTITIONS = List.of(1, 2, 7);
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(20).withSeed(42);

    private final NtkRuntime runtime = NtkRuntime.create();
    private final BackendProvider each = runtime.backends().all().get("native").provider();
    private final BeforeAfter pair = SmallProblems.pair("gru", 9, 6, 3, 8, Precision.FLOAT64);

    @AfterAll
    void stop() {
        runtime.close();
    }

    private AutodiffBackend sharded(int partitions) {
        return new SparkBackend(
                LocalSpark.jobs(), each, BackendOptions.defaults().withThreads(1), OptionalInt.of(partitions));
    }

    private double alignment(AutodiffBackend backend, AlignmentEstimator estimator) {
        try (Linearization before = backend.linearize(pair.before());
                Linearization after = backend.linearize(pair.after())) {
            return estimator
                    .estimate(Kernel.of(before), Kernel.of(after), OPTIONS)
                    .value();
        }
    }

    private double trace(AutodiffBackend backend, TraceEstimator estimator, TraceOf of) {
        try (Linearization linearization = backend.linearize(pair.after())) {
            return estimator.estimate(Kernel.of(linearization), of, OPTIONS).value();
        }
    }

    static Stream<AlignmentEstimator> alignments() {
        return Estimators.standard().alignments().stream();
    }

    static Stream<TraceEstimator> traces() {
        return Estimators.standard().traces().stream();
    }

    @ParameterizedTest
    @MethodSource("alignments")
    void alignmentIsTheSameOnAnyNumberOfPartitionsAndWithoutSpark(AlignmentEstimator estimator) {
        double expected = alignment(runtime.backend(), estimator);
        for (int partitions : PARTITIONS) {
            try (AutodiffBackend backend = sharded(partitions)) {
                assertThat(alignment(backend, estimator))
                        .as("%s on %d partitions", estimator.description().name(), partitions)
                        .isCloseTo(expected, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void everyTraceIsTheSameOnSevenPartitionsAndWithoutSpark(TraceEstimator estimator) {
        for (TraceOf of : TraceOf.values()) {
            double expected = trace(runtime.backend(), estimator, of);
            try (AutodiffBackend backend = sharded(7)) {
                assertThat(trace(backend, estimator, of))
                        .as("%s of %s", estimator.description().name(), of.label())
                        .isCloseTo(expected, within(1e-9 * expected));
            }
        }
    }

    @Test
    void theSameRunTwiceGivesTheSameBits() {
        AlignmentEstimator estimator = Estimators.standard().defaultAlignment();
        try (AutodiffBackend backend = sharded(9)) {
            // More shards than the sum adds at a node, so that the tree has two levels.
            assertThat(alignment(backend, estimator)).isEqualTo(alignment(backend, estimator));
        }
    }

    @Test
    void linearizationsBeyondTheMemoryLimitAreMadeAgain() {
        // Multiplies each kernel once, so by every shard of it twice.
        AlignmentEstimator estimator = Estimators.standard().alignment("shared-sketch");
        double expected = alignment(runtime.backend(), estimator);
        // A few of the fourteen shards fit.
        BackendOptions tight = BackendOptions.defaults().withThreads(1).withMemoryLimit(20_000);
        try (AutodiffBackend backend = new SparkBackend(LocalSpark.jobs(), each, tight, OptionalInt.of(7))) {
            assertThat(alignment(backend, estimator)).isCloseTo(expected, within(1e-9));
        }
        assertThat(ProcessState.get().kept()).isZero();
    }
}
