package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.alignment.Deflated;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.ErrorSource;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals of metrics cover, hold nothing impossible, and are withheld where nothing can be said. */
class MetricIntervalsTest {
    private static final int ORDER = 60;
    private static final int SEEDS = 200;
    private static final List<Metric> METRICS = Metrics.standard().all();

    /** Nearly all of it in one direction, which depends on the number, so that two of them are nearly orthogonal. */
    private static Kernel ofNearlyRankOne(int number) {
        DMatrixRMaj factor = new DMatrixRMaj(ORDER, ORDER);
        for (int i = 0; i < ORDER; i++) {
            factor.set(i, 0, ((i + 1) * (3 * number + 2)) % 7 - 3);
            factor.set(i, i, factor.get(i, i) + 0.3);
        }
        return Kernel.ofFactor(DenseOperator.of(factor));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 10, 20})
    void nothingImpossibleIsStated(int samples) {
        Kernel one = ofNearlyRankOne(1);
        Kernel other = ofNearlyRankOne(3);
        KernelTraits traits = new KernelTraits(ORDER, true);
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options = EstimatorOptions.samples(samples).withSeed(seed);
            MetricEstimates found = MetricEstimates.of(METRICS, one, other, options);
            for (Metric metric : METRICS) {
                Estimate estimate = metric.isOfPair() ? found.at(metric, 0, 1) : found.at(metric, 0);
                Interval possible = metric.possible(traits);
                assertThat(possible.contains(estimate.value()))
                        .as("%s %s", metric, estimate)
                        .isTrue();
                estimate.interval95().ifPresent(interval -> {
                    assertThat(interval.contains(estimate.value())).isTrue();
                    assertThat(possible.contains(interval.lower()))
                            .as("%s %s", metric, interval)
                            .isTrue();
                    assertThat(possible.contains(interval.upper()))
                            .as("%s %s", metric, interval)
                            .isTrue();
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 30})
    void alignmentsOfSemidefiniteKernelsAreNotNegative(int samples) {
        for (int seed = 0; seed < SEEDS; seed++) {
            EstimatorOptions options = EstimatorOptions.samples(samples).withSeed(seed);
            for (AlignmentEstimate found : List.of(
                    new Deflated().estimate(ofNearlyRankOne(1), ofNearlyRankOne(3), options),
                    new SharedSketch().estimate(ofNearlyRankOne(1), ofNearlyRankOne(3), options))) {
                assertThat(found.value()).isNotNegative();
                assertThat(found.estimate().interval95().orElseThrow().lower()).isNotNegative();
            }
        }
    }

    /** 200 seeds at each budget against the exact values; a share of 95% has a standard error of 1.5%. */
    @ParameterizedTest
    @CsvSource({"6, 0.87", "10, 0.89", "20, 0.90", "40, 0.90"})
    void intervalsCover(int samples, double least) {
        GoldenCase golden = GoldenCase.named("rnn_tanh");
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            MetricEstimates exact = MetricEstimates.exact(
                    METRICS, before, after, EstimatorOptions.samples(1).withMemoryLimit(1 << 28));
            int[] held = new int[METRICS.size()];
            int[] stated = new int[METRICS.size()];
            for (int seed = 0; seed < SEEDS; seed++) {
                MetricEstimates found = MetricEstimates.of(
                        METRICS,
                        Kernel.of(before),
                        Kernel.of(after),
                        EstimatorOptions.samples(samples).withSeed(seed));
                for (int i = 0; i < held.length; i++) {
                    Metric metric = METRICS.get(i);
                    double value = metric.isOfPair()
                            ? exact.at(metric, 0, 1).value()
                            : exact.at(metric, 1).value();
                    Estimate estimate = metric.isOfPair() ? found.at(metric, 0, 1) : found.at(metric, 1);
                    stated[i] += estimate.interval95().isPresent() ? 1 : 0;
                    held[i] += estimate.interval95()
                                    .map(interval -> interval.contains(value))
                                    .orElse(false)
                            ? 1
                            : 0;
                }
            }
            for (int i = 0; i < held.length; i++) {
                assertThat(stated[i]).as("%s", METRICS.get(i)).isGreaterThan(SEEDS / 2);
                assertThat((double) held[i] / stated[i])
                        .as("%s, stated %d times", METRICS.get(i), stated[i])
                        .isBetween(least, 1.0);
            }
        }
    }

    @Test
    void noIntervalIsStatedWhereADenominatorMayBeZero() {
        Metric dimension = new EffectiveDimension();
        int withheld = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Estimate estimate = dimension.estimate(
                    ofNearlyRankOne(1), EstimatorOptions.samples(4).withSeed(seed));
            if (estimate.interval95().isEmpty()) {
                withheld++;
                assertThat(estimate.errorKind()).isEqualTo(ErrorKind.HEURISTIC);
                assertThat(estimate.standardError()).isPresent();
                assertThat(estimate.notes())
                        .first()
                        .asString()
                        .startsWith("No interval is stated: the estimate of ‖Θ‖²")
                        .contains("'effective-dimension' divides, is within three standard errors of 0.");
            }
        }
        // Squares of nearly normal draws: the mean of four is rarely three times its standard error.
        assertThat(withheld).isBetween(SEEDS / 2, SEEDS - 1);
    }

    /**
     * In float32, 1 − ρ is lost in the rounding of ρ, and an alignment of float32 products of two nearly equal kernels is off by
     * several percent of it; the difference of both is not.
     */
    @ParameterizedTest
    @ValueSource(strings = {"gru", "lstm", "rnn_tanh"})
    void misalignmentsHaveDigitsWhereAlignmentsAreNearlyOne(String name) {
        GoldenCase golden = GoldenCase.named(name);
        Problem start = golden.problemBefore(Precision.FLOAT32);
        double[] theta = start.parameters().toArray();
        double[] moved = theta.clone();
        for (int i = 0; i < theta.length; i++) {
            theta[i] = (float) theta[i];
            moved[i] = (float) (theta[i] + 1e-5 * ((i * 7) % 11 - 5));
        }
        Problem one = start.withParameters(Parameters.of(start.parameters().layout(), theta));
        Problem other = start.withParameters(Parameters.of(start.parameters().layout(), moved));
        Metric misalignment = new Misalignment();
        EstimatorOptions options = EstimatorOptions.samples(60).withMemoryLimit(1 << 28);
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before = backend.linearize(one);
                Linearization after = backend.linearize(other);
                Linearization exactBefore = backend.linearize(one.withPrecision(Precision.FLOAT64));
                Linearization exactAfter = backend.linearize(other.withPrecision(Precision.FLOAT64))) {
            double exact = misalignment.exact(exactBefore, exactAfter, options).value();
            assertThat(exact).isBetween(1e-11, 1e-8);
            for (int seed = 0; seed < 20; seed++) {
                Estimate found = misalignment.estimate(Kernel.of(before), Kernel.of(after), options.withSeed(seed));
                assertThat(found.value()).isCloseTo(exact, within(0.02 * exact));
                assertThat(found.interval95().orElseThrow().contains(exact))
                        .as("%s holds %s", found, exact)
                        .isTrue();
                assertThat(found.roundingError()).isPresent();
                double alignment = new Alignment()
                        .estimate(Kernel.of(before), Kernel.of(after), options.withSeed(seed))
                        .value();
                assertThat(alignment).isCloseTo(1 - exact, within(1e-6));
            }
        }
    }

    /** Kernels that are off by more than sampling, each by its own factor, so that every metric is. */
    @ParameterizedTest
    @ValueSource(strings = {"alignment", "misalignment", "distance", "norm", "effective-dimension"})
    void intervalsHoldTheValueInFloat64(String name) {
        Metric metric = Metrics.standard().named(name);
        GoldenCase golden = GoldenCase.named("gru");
        try (ReferenceBackend backend = new ReferenceBackend();
                Linearization before32 = backend.linearize(golden.problemBefore(Precision.FLOAT32));
                Linearization after32 = backend.linearize(golden.problemAfter(Precision.FLOAT32));
                Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            LinearOperator mixed =
                    before32.ntk().scaledBy(0.3).plus(after32.ntk().scaledBy(0.9));
            EstimatorOptions options = EstimatorOptions.samples(100);
            MetricEstimates exact = MetricEstimates.of(
                    List.of(metric),
                    Kernel.of(before),
                    Kernel.of(after),
                    options.withSamples(Math.toIntExact(before.ntk().domain().dimension())));
            int held = 0;
            for (int seed = 0; seed < 20; seed++) {
                MetricEstimates found = MetricEstimates.of(
                        List.of(metric),
                        Kernel.of(mixed).repeatedBy(() -> before),
                        Kernel.of(after32).repeatedBy(() -> after),
                        options.withSeed(seed));
                Estimate estimate = metric.isOfPair() ? found.at(metric, 0, 1) : found.at(metric, 0);
                double value = (metric.isOfPair() ? exact.at(metric, 0, 1) : exact.at(metric, 0)).value();
                held += estimate.interval95().orElseThrow().contains(value) ? 1 : 0;
                assertThat(estimate.repeatedApplications()).isEqualTo(5);
                assertThat(estimate.largerError()).contains(ErrorSource.ROUNDING);
            }
            assertThat(held).isGreaterThanOrEqualTo(18);
        }
    }
}
