package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.alignment.Deflated;
import io.ntk.estimators.alignment.SharedSketch;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.probe.ProbeKind;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricEstimatesTest {
    private static final Metric ALIGNMENT = new Alignment();
    private static final Metric DISTANCE = new Distance();
    private static final List<Metric> METRICS =
            List.of(ALIGNMENT, new Misalignment(), DISTANCE, new EffectiveDimension(), new Norm());
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(30).withSeed(5);

    private final GoldenCase golden = GoldenCase.named("gru");
    private final ReferenceBackend backend = new ReferenceBackend();
    private int opened;

    /** Before training, after it, and half-way. */
    private List<Problem> problems() {
        Problem before = golden.problemBefore(Precision.FLOAT64);
        Problem after = golden.problemAfter(Precision.FLOAT64);
        double[] half = before.parameters().toArray();
        double[] end = after.parameters().toArray();
        Arrays.setAll(half, i -> (half[i] + end[i]) / 2);
        return List.of(
                before,
                after,
                before.withParameters(Parameters.of(before.parameters().layout(), half)));
    }

    private List<KernelSource> models(List<Problem> problems) {
        List<KernelSource> models = new ArrayList<>();
        problems.forEach(problem -> models.add(action -> {
            opened++;
            try (Linearization linearization = backend.linearize(problem);
                    Linearization higher = backend.linearize(problem.withPrecision(Precision.FLOAT64))) {
                action.accept(Kernel.of(linearization).repeatedBy(() -> higher));
            }
        }));
        return models;
    }

    private MetricEstimates matrix(EstimatorOptions options) {
        return MetricEstimates.ofModels(METRICS, models(problems()), options);
    }

    private MetricEstimates exact(int i, int j) {
        List<Problem> problems = problems();
        try (Linearization a = backend.linearize(problems.get(i));
                Linearization b = backend.linearize(problems.get(j))) {
            return MetricEstimates.exact(METRICS, a, b, OPTIONS.withMemoryLimit(1 << 28));
        }
    }

    @Test
    void everyMetricMeetsTheExactOne() {
        MetricEstimates matrix = matrix(OPTIONS);
        assertThat(matrix.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(matrix.at(ALIGNMENT, i, j)).isSameAs(matrix.at(ALIGNMENT, j, i));
                for (Metric metric : METRICS) {
                    if (!metric.isOfPair()) {
                        near(matrix.at(metric, i), exact(i, j).at(metric, 0).value());
                    } else if (i != j) {
                        near(
                                matrix.at(metric, i, j),
                                exact(i, j).at(metric, 0, 1).value());
                    } else {
                        assertThat(matrix.at(metric, i, i).errorKind()).isEqualTo(ErrorKind.EXACT);
                        assertThat(matrix.at(metric, i, i).value())
                                .isEqualTo(metric.ofEqualKernels().orElseThrow());
                    }
                }
            }
        }
    }

    private static void near(Estimate estimate, double exact) {
        double error = estimate.standardError().orElseThrow();
        assertThat(error).isLessThan(0.2 * exact);
        assertThat(estimate.value()).isCloseTo(exact, within(5 * error));
    }

    /** Of two kernels, alignment and Q are those of the method {@code deflated}; models are opened one at a time. */
    @Test
    void twoModelsGiveWhatTheDeflatedAlignmentGives() {
        List<Problem> problems = problems().subList(0, 2);
        MetricEstimates matrix = MetricEstimates.ofModels(METRICS, models(problems), OPTIONS);
        // Once for the space, then five steps of four vectors, the last of them two, and one block of probes.
        assertThat(opened).isEqualTo(1 + 2 * (5 + 1));
        try (Linearization a = backend.linearize(problems.get(0));
                Linearization b = backend.linearize(problems.get(1))) {
            Estimate alone =
                    new Deflated().estimate(Kernel.of(a), Kernel.of(b), OPTIONS).estimate();
            assertThat(matrix.at(ALIGNMENT, 0, 1)).usingRecursiveComparison().isEqualTo(alone);
            MetricEstimates pair = MetricEstimates.of(METRICS, Kernel.of(a), Kernel.of(b), OPTIONS);
            MetricListener listener = new MetricListener(METRICS, OPTIONS);
            new Deflated().estimate(Kernel.of(a), Kernel.of(b), OPTIONS, listener);
            MetricEstimates told = listener.estimates(alone, Kernel.of(a), Kernel.of(b), OPTIONS);
            for (Metric metric : METRICS) {
                if (metric.isOfPair()) {
                    assertThat(matrix.at(metric, 0, 1)).isEqualTo(pair.at(metric, 0, 1));
                    assertThat(told.at(metric, 0, 1)).isEqualTo(pair.at(metric, 0, 1));
                } else {
                    assertThat(matrix.at(metric, 1)).isEqualTo(pair.at(metric, 1));
                    assertThat(told.at(metric, 1)).isEqualTo(pair.at(metric, 1));
                }
            }
        }
    }

    @Test
    void aModelIsExactlyAlignedWithItself() {
        Estimate self = matrix(OPTIONS).at(ALIGNMENT, 1, 1);

        assertThat(self.value()).isEqualTo(1);
        assertThat(self.errorKind()).isEqualTo(ErrorKind.EXACT);
    }

    @Test
    void littleMemoryChangesNothingButTheWork() {
        MetricEstimates wide = matrix(OPTIONS);
        int least = opened;
        opened = 0;
        // Room for Q, what chooses it, and three residual probes at a time.
        int vectors = 18 + 4 + 3 * (18 + 8) + 3 * 5;
        MetricEstimates narrow = matrix(OPTIONS.withMemoryLimit(vectors * 120L * 8));

        assertThat(opened).isEqualTo(least + 3 * 3);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                for (Metric metric : List.of(ALIGNMENT, DISTANCE)) {
                    assertThat(narrow.at(metric, i, j).value())
                            .isCloseTo(wide.at(metric, i, j).value(), within(1e-14));
                }
            }
        }
    }

    @Test
    void whereQDoesNotFitProbesArePlainAndThatIsSaid() {
        // Room for five blocks of seven columns of 120 numbers.
        MetricEstimates plain = matrix(OPTIONS.withMemoryLimit(5L * 7 * 120 * 8));
        assertThat(opened).isEqualTo(1 + 3 * 5);
        List<Problem> problems = problems();
        try (Linearization a = backend.linearize(problems.get(0));
                Linearization b = backend.linearize(problems.get(1))) {
            Estimate expected = new SharedSketch()
                    .estimate(Kernel.of(a), Kernel.of(b), OPTIONS)
                    .estimate();
            Estimate found = plain.at(ALIGNMENT, 0, 1);
            assertThat(found.value()).isCloseTo(expected.value(), within(1e-14));
            assertThat(found.estimator()).isEqualTo("shared-sketch");
            assertThat(found.notes()).singleElement().asString().contains("a deflation needs", "33600 are allowed");
        }
    }

    @Test
    void allOrthonormalProbesGiveTheExactValue() {
        MetricEstimates matrix = matrix(EstimatorOptions.samples(120).withProbes(ProbeKind.ORTHONORMAL));
        for (Metric metric : METRICS) {
            Estimate found = metric.isOfPair() ? matrix.at(metric, 0, 1) : matrix.at(metric, 0);
            double exact = (metric.isOfPair()
                            ? exact(0, 1).at(metric, 0, 1)
                            : exact(0, 1).at(metric, 0))
                    .value();
            assertThat(found.value()).isCloseTo(exact, within(1e-9 * exact));
        }

        assertThat(matrix.at(ALIGNMENT, 0, 1).value()).isCloseTo(golden.fact("alignment"), within(1e-9));
        assertThat(matrix.at(ALIGNMENT, 0, 1).standardError().orElseThrow()).isLessThan(1e-12);
    }

    /** Of each model the products with the four vectors that Q begins with are repeated; what that changes bounds the rounding of every metric that has an interval. */
    @Test
    void statesTheRoundingOfModelsInFloat32() {
        List<KernelSource> models = models(problems().stream()
                .map(problem -> problem.withPrecision(Precision.FLOAT32))
                .toList());
        MetricEstimates matrix = MetricEstimates.ofModels(METRICS, models, OPTIONS);
        for (Metric metric : METRICS) {
            Estimate estimate = metric.isOfPair() ? matrix.at(metric, 0, 2) : matrix.at(metric, 2);
            assertThat(estimate.repeatedApplications()).as(metric.name()).isEqualTo(4);
            assertThat(estimate.roundingError().orElseThrow()).as(metric.name()).isBetween(1e-12, 1e-2);
        }
    }

    @Test
    void refusesWhatCannotBeCompared() {
        Problem one = problems().get(0);
        assertThatThrownBy(() -> MetricEstimates.ofModels(METRICS, models(List.of(one)), OPTIONS))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("at least two");
        assertThatThrownBy(() -> matrix(OPTIONS.withTolerance(0.1)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("tolerance");
        assertThatThrownBy(() -> matrix(OPTIONS.withSamples(121)))
                .isInstanceOf(NtkException.class)
                .hasMessageContaining("121");
    }

    @Test
    void namesTheModelThatDoesNotFit() {
        Problem one = problems().get(0);
        Problem last = new Problem(
                one.model(),
                one.parameters(),
                one.inputs(),
                one.initialState(),
                Observable.parse("final-state"),
                one.selection(),
                one.precision());

        assertThatThrownBy(() -> MetricEstimates.ofModels(METRICS, models(List.of(one, last)), OPTIONS.withSamples(5)))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SPACE_MISMATCH))
                .hasMessageContaining("model 2");
    }

    @Test
    void namesTheModelWhoseKernelIsZero() {
        Problem one = problems().get(0);
        Problem deaf = new Problem(
                one.model(),
                one.parameters(),
                Inputs.of(
                        one.inputs().trials(),
                        one.inputs().steps(),
                        one.inputs().size(),
                        new double[one.inputs().toArray().length]),
                one.initialState(),
                one.observable(),
                ParameterSelection.of(List.of("weight_ih*")),
                one.precision());

        assertThatThrownBy(() -> MetricEstimates.ofModels(METRICS, models(List.of(one, deaf)), OPTIONS)
                        .values(ALIGNMENT))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NUMERICAL_FAILURE))
                .hasMessageContaining("model 2");
    }
}
