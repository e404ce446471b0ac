package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.linalg.DenseOperator;
import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.OperatorProperty;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.alignment.Deflated;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.Cost;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Meter;
import io.ntk.estimators.estimate.Progress;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(12).withSeed(11);
    private static final int ORDER = 30;

    /** F Fᵀ of small dyadic numbers, so that a seed gives the same bits on every machine. */
    private static Kernel kernel(int number) {
        int rank = 8;
        double[][] f = new double[ORDER][rank];
        for (int i = 0; i < ORDER; i++) {
            for (int j = 0; j < rank; j++) {
                f[i][j] = ((i * 7 + j * 5 + number * (i + j)) % 11 - 5) / 8.0 / (1 + j);
            }
        }
        DMatrixRMaj m = new DMatrixRMaj(ORDER, ORDER);
        for (int i = 0; i < ORDER; i++) {
            for (int j = 0; j < ORDER; j++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += f[i][k] * f[j][k];
                }
                m.set(i, j, sum);
            }
        }
        return Kernel.of(DenseOperator.of(m, OperatorProperty.SYMMETRIC));
    }

    /** Values and standard errors of plain probes as the metrics had them when each drew its probes by itself. */
    @ParameterizedTest
    @CsvSource({
        "effective-dimension, 0x1.149334b8724bcp0, 0x1.31e2931b61923p-2",
        "distance,            0x1.5685b8ab53065p0, 0x1.13f02942def7bp-2",
        "norm,                0x1.253680d0e27f6p2, 0x1.26c0668557e26p0",
        "alignment,           0x1.dcd62cac6220cp-5, 0x1.921c2ee629219p-6"
    })
    void numbersOfPlainProbesStayTheSame(String name, double value, double error) {
        Metric metric = Metrics.standard().named(name);
        MetricListener listener = new MetricListener(List.of(metric), OPTIONS);
        AlignmentEstimate alignment = new SharedSketch().estimate(kernel(1), kernel(2), OPTIONS, listener);
        MetricEstimates all = listener.estimates(alignment.estimate(), kernel(1), kernel(2), OPTIONS);
        Estimate estimate = metric.isOfPair() ? all.at(metric, 0, 1) : all.at(metric, 0);
        assertThat(estimate.value()).isEqualTo(value);
        assertThat(estimate.standardError().orElseThrow()).isCloseTo(error, within(1e-14 * error));
        assertThat(estimate.estimator()).isEqualTo(SharedSketch.NAME);
    }

    /** Neither other metrics nor blocks of probes change a number. */
    @ParameterizedTest
    @CsvSource({
        "effective-dimension, 1.7269742804308776,  0.013250599941763908,  1.6844608409275639",
        "distance,            1.3708842315250742,  1.4720982596027582E-4, 1.3706686712213632",
        "norm,                5.502841994432925,   2.2027896621938978E-4, 5.502363799265039",
        "misalignment,        0.9371428765534678,  9.056927638907696E-5,  0.9368463234455366",
        "alignment,           0.06285712344653265, 9.056927638915116E-5,  0.0625605592385493"
    })
    void numbersOfASeedStayTheSameToTheLastBit(String name, double value, double error, double lower) {
        Metric metric = Metrics.standard().named(name);
        List<Estimate> ways = new ArrayList<>();
        // The second limit leaves room for one probe at a time beside Q.
        for (EstimatorOptions options : List.of(OPTIONS, OPTIONS.withMemoryLimit(35 * ORDER * Double.BYTES))) {
            ways.add(
                    metric.isOfPair()
                            ? metric.estimate(kernel(1), kernel(2), options)
                            : metric.estimate(kernel(1), options));
            List<Metric> all = Metrics.standard().all();
            ways.add(
                    metric.isOfPair()
                            ? MetricEstimates.of(all, kernel(1), kernel(2), options)
                                    .at(metric, 0, 1)
                            : MetricEstimates.of(all, kernel(1), options).at(metric, 0));
        }
        assertThat(ways).allSatisfy(estimate -> {
            assertThat(estimate.value()).isEqualTo(ways.get(0).value());
            assertThat(estimate.value()).isCloseTo(value, within(1e-13 * value));
            assertThat(estimate.standardError().orElseThrow()).isCloseTo(error, within(1e-9 * error));
            assertThat(estimate.interval95().orElseThrow().lower()).isCloseTo(lower, within(1e-12));
            assertThat(estimate.errorKind()).isEqualTo(ErrorKind.STANDARD_ERROR);
            assertThat(estimate.estimator()).isEqualTo(Deflated.NAME);
        });
    }

    @Test
    void eachKernelIsMultipliedOnceByEachProbe() {
        Meter meter = new Meter(Progress.none(), 0);
        Metric distance = new Distance();
        Metric norm = new Norm();
        List<Metric> metrics = List.of(new Alignment(), distance, norm);
        MetricEstimates all = MetricEstimates.of(metrics, meter.attach(kernel(1)), meter.attach(kernel(2)), OPTIONS);
        assertThat(meter.costs()).containsExactly(new Cost(12, 0, 0), new Cost(12, 0, 0));
        assertThat(all.at(distance, 0, 1).costs()).isEqualTo(meter.costs());
        assertThat(all.at(norm, 1).costs()).containsExactly(new Cost(12, 0, 0));
    }

    @Test
    void exactValuesAreThoseOfTheGoldenTraces() {
        GoldenCase golden = GoldenCase.named("gru");
        Metrics metrics = Metrics.standard();
        try (Linearization before = new ReferenceBackend().linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = new ReferenceBackend().linearize(golden.problemAfter(Precision.FLOAT64))) {
            MetricEstimates exact = MetricEstimates.exact(metrics.all(), before, after, OPTIONS);
            Metric dimension = metrics.named("effective-dimension");
            Metric norm = metrics.named("norm");
            Metric alignment = metrics.named("alignment");
            near(exact.at(alignment, 0, 1), golden.fact("alignment"));
            near(exact.at(alignment, 1, 1), 1);
            near(exact.at(dimension, 0), golden.fact("effective_dimension_before"));
            near(exact.at(norm, 1), Math.sqrt(golden.fact("squared_frobenius_after")));
            near(dimension.exact(before, OPTIONS), golden.fact("effective_dimension_before"));
            near(norm.exact(after, OPTIONS), Math.sqrt(golden.fact("squared_frobenius_after")));
        }
    }

    private static void near(Estimate exact, double expected) {
        assertThat(exact.value()).isCloseTo(expected, within(1e-9 * expected));
        assertThat(exact.errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(exact.operatorApplications()).isZero();
    }

    @Test
    void keysAndColumnsFollowFromTheName() {
        Metric dimension = Metrics.standard().named("effective-dimension");
        assertThat(dimension.key()).isEqualTo("effectiveDimension");
        assertThat(dimension.column()).isEqualTo("effective_dimension");
        assertThat(Metrics.standard().ofOne()).extracting(Metric::name).contains("effective-dimension", "norm");
        assertThat(Metrics.standard().ofPairs()).extracting(Metric::name).contains("alignment", "distance");
        assertThat(Metrics.standard().all()).allSatisfy(metric -> {
            assertThat(metric.title()).isNotBlank();
            assertThat(metric.meaning()).endsWith(".");
            assertThat(metric.ofEqualKernels().stream()).allMatch(metric.range()::contains);
        });
    }

    /** ‖Θ′‖ / ‖Θ‖, as someone else would write it. */
    private static final class Growth extends Metric {
        Growth(String name) {
            super(
                    name,
                    "Growth",
                    "How much larger a kernel became.",
                    new Interval(0, Double.POSITIVE_INFINITY),
                    Statistic.SQUARED_NORM,
                    Statistic.SQUARED_NORM_LATER);
        }

        @Override
        protected double value(Means means) {
            return Math.sqrt(means.ratio(Statistic.SQUARED_NORM_LATER, Statistic.SQUARED_NORM));
        }
    }

    @Test
    void aMetricOfOnesOwnIsOneClass() {
        Metric growth = new Growth("growth");
        Kernel one = kernel(1);
        Kernel twice = Kernel.of(one.operator().scaledBy(2));
        Estimate estimate = growth.estimate(one, twice, OPTIONS);
        assertThat(estimate.value()).isCloseTo(2, within(1e-14));
        assertThat(estimate.standardError().orElseThrow()).isLessThan(1e-14);
        assertThat(growth.estimate(twice, one, OPTIONS).value()).isCloseTo(0.5, within(1e-14));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Growth", "growth rate", "growth_rate", "-growth", "growth--rate"})
    void namesThatMakeNoKeyAreRefused(String name) {
        assertThatThrownBy(() -> new Growth(name))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("The name of a metric is '" + name + "'.");
    }

    @Test
    void namesAreFoundOnce() {
        assertThatThrownBy(() -> new Metrics(List.of(new Growth("growth"), new Growth("growth"))))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.DUPLICATE_PROVIDER))
                .hasMessageContaining("'growth'");
        assertThatThrownBy(() -> Metrics.standard().named("distanc"))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.UNKNOWN_ESTIMATOR))
                .hasMessageContaining("Did you mean 'distance'?");
    }

    @Test
    void mistakesAreNamed() {
        Kernel kernel = kernel(1);
        Kernel zero = Kernel.of(kernel.operator().scaledBy(0));
        LinearOperator plain = DenseOperator.of(new DMatrixRMaj(ORDER, ORDER));
        refused(() -> new Norm().estimate(Kernel.of(plain), OPTIONS), ErrorId.OPERATOR_PROPERTY, "symmetric");
        refused(() -> new Norm().estimate(kernel, OPTIONS.withSamples(2)), ErrorId.INVALID_ARGUMENT, "at least 3");
        refused(() -> new Norm().estimate(kernel, OPTIONS.withSamples(31)), ErrorId.INVALID_ARGUMENT, "n = 30");
        refused(
                () -> new Distance().estimate(zero, kernel, OPTIONS),
                ErrorId.NUMERICAL_FAILURE,
                "The metric 'distance' is undefined because the kernel before training is zero.");
        refused(
                () -> new Alignment().estimate(kernel, zero, OPTIONS),
                ErrorId.NUMERICAL_FAILURE,
                "The metric 'alignment' is undefined because the kernel after training is zero.");
        assertThat(new Norm().estimate(zero, OPTIONS).value()).isZero();
        assertThat(new Distance().estimate(kernel, zero, OPTIONS).value()).isEqualTo(1);
        Norm norm = new Norm();
        refused(
                () -> MetricEstimates.of(List.of(norm), kernel, OPTIONS).at(norm, 0, 0),
                ErrorId.INVALID_ARGUMENT,
                "'norm' was not estimated for two kernels");
    }

    private static void refused(Runnable mistake, ErrorId id, String message) {
        assertThatThrownBy(mistake::run)
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(id))
                .hasMessageContaining(message);
    }
}
