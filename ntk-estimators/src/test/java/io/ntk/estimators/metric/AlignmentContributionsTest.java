package io.ntk.estimators.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.cell.GruCell;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.model.Inputs;
import io.ntk.api.model.Observable;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentEstimate;
import io.ntk.estimators.estimate.ErrorKind;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.exact.ContractionCount;
import io.ntk.estimators.exact.ExactAlignment;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.exact.TensorProducts;
import io.ntk.estimators.metric.AlignmentContributions.Part;
import io.ntk.tck.golden.GoldenCase;
import io.ntk.tck.reference.ReferenceBackend;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentContributionsTest {
    private final GoldenCase golden = GoldenCase.named("gru");
    private final ReferenceBackend backend = new ReferenceBackend();

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 120})
    void sumToTheAlignmentAndMeetTheExactOnes(int probes) {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT64))) {
            AlignmentContributions found = AlignmentContributions.estimate(
                    before, after, EstimatorOptions.samples(probes).withSeed(4));
            assertThat(sum(found.tensors())).isCloseTo(found.alignment().value(), within(1e-12));
            assertThat(sum(found.steps())).isCloseTo(found.alignment().value(), within(1e-12));
            near(found.alignment(), golden.fact("alignment"));
            ExactAlignment exact = new ExactNtk(1 << 28).alignment(before, after);
            for (int p = 0; p < found.tensors().size(); p++) {
                assertThat(found.tensors().get(p).name())
                        .isEqualTo(exact.cross().tensors().get(p));
                near(found.tensors().get(p).contribution(), exact.contribution(p));
                near(found.tensors().get(p).within().orElseThrow(), exact.alone(p));
            }
            assertThat(found.steps()).allMatch(step -> step.within().isEmpty());
            double[] steps = exactSteps(before, after);
            assertThat(found.steps()).hasSize(steps.length);
            for (int t = 0; t < steps.length; t++) {
                near(found.steps().get(t).contribution(), steps[t]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 12})
    void sumToTheAlignmentFromFewProducts(int samples) {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT32));
                Linearization after = backend.linearize(golden.problemAfter(Precision.FLOAT32))) {
            AlignmentContributions found = AlignmentContributions.estimate(
                    before, after, EstimatorOptions.samples(samples).withSeed(4));
            assertThat(found.alignment().operatorApplications()).isEqualTo(samples);
            assertThat(sum(found.tensors())).isCloseTo(found.alignment().value(), within(1e-12));
            assertThat(sum(found.steps())).isCloseTo(found.alignment().value(), within(1e-12));
        }
    }

    private static void near(Estimate estimate, double expected) {
        double error = estimate.standardError().orElseThrow();
        assertThat(error).isLessThan(0.2 * Math.abs(expected) + 0.05);
        assertThat(estimate.value()).isCloseTo(expected, within(6 * error + 1e-12));
    }

    private static double sum(List<Part> parts) {
        return parts.stream().mapToDouble(part -> part.contribution().value()).sum();
    }

    /** From both kernels as matrices. */
    private double[] exactSteps(Linearization before, Linearization after) {
        int order = (int) before.observationSpace().dimension();
        int steps = before.problem().inputs().steps();
        int units = golden.model().hiddenSize();
        double[] byStep = new double[steps];
        double cross = 0;
        double[] norms = new double[2];
        try (MultiVector unit = before.observationSpace().zeros(1)) {
            for (int column = 0; column < order; column++) {
                double[] one = new double[order];
                one[column] = 1;
                unit.setColumn(0, one);
                try (MultiVector x = before.ntk().times(unit);
                        MultiVector y = after.ntk().times(unit)) {
                    double[] old = x.toArray(0);
                    double[] trained = y.toArray(0);
                    for (int row = 0; row < order; row++) {
                        byStep[row / units % steps] += old[row] * trained[row];
                        cross += old[row] * trained[row];
                        norms[0] += old[row] * old[row];
                        norms[1] += trained[row] * trained[row];
                    }
                }
            }
        }
        double size = Math.sqrt(norms[0] * norms[1]);
        assertThat(cross / size).isCloseTo(golden.fact("alignment"), within(1e-9));
        for (int t = 0; t < steps; t++) {
            byStep[t] /= size;
        }
        return byStep;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void areExactOfASmallNetwork(Precision precision) {
        double rounding = precision == Precision.FLOAT64 ? 1e-10 : 1e-5;
        try (Linearization before = backend.linearize(golden.problemBefore(precision));
                Linearization after = backend.linearize(golden.problemAfter(precision))) {
            EstimatorOptions options = EstimatorOptions.samples(1);
            ExactAlignmentEstimator method = new ExactAlignmentEstimator();
            ExactAlignment traces = method.traces(Kernel.of(before), Kernel.of(after), options);
            AlignmentEstimate alignment = method.estimate(traces, Kernel.of(before), Kernel.of(after), options);
            AlignmentContributions found = AlignmentContributions.exact(before, after, alignment, traces, options);

            double[] steps = exactSteps(before, after);
            assertThat(found.steps()).hasSize(steps.length);
            for (int t = 0; t < steps.length; t++) {
                Estimate step = found.steps().get(t).contribution();
                assertThat(step.errorKind()).isEqualTo(ErrorKind.EXACT);
                assertThat(step.value()).isCloseTo(steps[t], within(rounding));
            }
            assertThat(sum(found.steps())).isCloseTo(alignment.value(), within(1e-12));
            assertThat(sum(found.tensors())).isCloseTo(alignment.value(), within(1e-12));
        }
    }

    @ParameterizedTest
    @CsvSource({"1e11, false", "1e12, true"})
    void areExactAsLongAsTheyTakeNotMuchLongerThanTheAlignment(double flops, boolean areExact) {
        RecurrentModel model = new RecurrentModel("gru", new GruCell(true), 3, 64);
        Problem problem = new Problem(
                model,
                Parameters.of(model.layout(), new double[model.layout().size()]),
                Inputs.of(50, 10, 3, new double[50 * 10 * 3]));
        TensorProducts products = new TensorProducts(
                List.of("all"), List.of(List.of(1.0)), new ContractionCount("trials", Precision.FLOAT64, flops));

        assertThat(StepTraces.areCheap(problem, new ExactAlignment(products, products, products)))
                .isEqualTo(areExact);
    }

    @Test
    void hasOneStepForAFinalState() {
        try (Linearization before = backend.linearize(
                        golden.problemBefore(Precision.FLOAT64).withObservable(Observable.FINAL_STATE));
                Linearization after = backend.linearize(
                        golden.problemAfter(Precision.FLOAT64).withObservable(Observable.FINAL_STATE))) {
            AlignmentContributions found = AlignmentContributions.estimate(
                    before, after, EstimatorOptions.samples(5).withSeed(4));
            assertThat(found.steps()).hasSize(1);
            assertThat(found.steps().get(0).contribution().value())
                    .isCloseTo(found.alignment().value(), within(1e-12));
        }
    }

    @Test
    void refusesNetworksThatObserveDifferentThings() {
        try (Linearization before = backend.linearize(golden.problemBefore(Precision.FLOAT64));
                Linearization after = backend.linearize(
                        golden.problemAfter(Precision.FLOAT64).withObservable(Observable.FINAL_STATE))) {
            assertThatThrownBy(() -> AlignmentContributions.estimate(
                            before, after, EstimatorOptions.samples(5).withSeed(4)))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.SPACE_MISMATCH));
        }
    }
}
