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
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class MetricEstimatesTest {
    private static final Metric ALIGNMENT = new Alignment();
    private static final Metric DISTANCE = new Distance();
    private static final List<Metric> METRICS = List.of(ALIGNMENT, DISTANCE, new EffectiveDimension(), new Norm());
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

    private List<Supplier<Linearization>> models(List<Problem> problems) {
        List<Supplier<Linearization>> models = new ArrayList<>();
        problems.forEach(problem -> models.add(() -> {
            opened++;
            return backend.linearize(problem);
        }));
        return models;
    }

    private MetricEstimates matrix(EstimatorOptions options) {
        return MetricEstimates.ofModels(METRICS, models(problems()), options);
    }

    @Test
    void eachPairIsWhatTheSharedSketchGivesForItAlone() {
        MetricEstimates matrix = matrix(OPTIONS);

        List<Problem> problems = problems();
        assertThat(opened).isEqualTo(3);
        assertThat(matrix.size()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                Estimate found = matrix.at(ALIGNMENT, i, j);
                assertThat(found).isSameAs(matrix.at(ALIGNMENT, j, i));
                assertThat(matrix.values(ALIGNMENT)[i][j]).isEqualTo(found.value());
                if (i != j) {
                    assertThat(found).usingRecursiveComparison().isEqualTo(alone(problems.get(i), problems.get(j)));
                }
            }
        }
    }

    @Test
    void everyOtherMetricIsWhatItIsForTheKernelsAlone() {
        MetricEstimates matrix = matrix(OPTIONS);
        List<Problem> problems = problems();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                try (Linearization a = backend.linearize(problems.get(i));
                        Linearization b = backend.linearize(problems.get(j))) {
                    Kernel one = Kernel.of(a);
                    if (i != j) {
                        assertThat(matrix.at(DISTANCE, i, j)).isEqualTo(DISTANCE.estimate(one, Kernel.of(b), OPTIONS));
                    }
                    for (Metric metric : Metrics.standard().ofOne()) {
                        assertThat(matrix.at(metric, i)).isEqualTo(metric.estimate(one, OPTIONS));
                    }
                }
            }
        }
        assertThat(matrix.at(DISTANCE, 2, 2).errorKind()).isEqualTo(ErrorKind.EXACT);
        assertThat(matrix.at(DISTANCE, 2, 2).value()).isZero();
    }

    private Estimate alone(Problem one, Problem other) {
        try (Linearization a = backend.linearize(one);
                Linearization b = backend.linearize(other)) {
            return new SharedSketch()
                    .estimate(Kernel.of(a), Kernel.of(b), OPTIONS)
                    .estimate();
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
        opened = 0;
        // Room for four blocks of seven columns of 120 numbers.
        MetricEstimates narrow = matrix(OPTIONS.withMemoryLimit(4L * 7 * 120 * 8));

        assertThat(opened).isEqualTo(3 * 5);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(narrow.at(ALIGNMENT, i, j).value())
                        .isCloseTo(wide.at(ALIGNMENT, i, j).value(), within(1e-14));
            }
        }
    }

    @Test
    void allOrthonormalProbesGiveTheExactValue() {
        MetricEstimates matrix = matrix(EstimatorOptions.samples(120).withProbes(ProbeKind.ORTHONORMAL));

        assertThat(matrix.at(ALIGNMENT, 0, 1).value()).isCloseTo(golden.fact("alignment"), within(1e-9));
        assertThat(matrix.at(ALIGNMENT, 0, 1).standardError().orElseThrow()).isZero();
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
