package io.ntk.examples.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.ErrorId;
import io.ntk.api.NtkException;
import io.ntk.api.Precision;
import io.ntk.api.model.Observable;
import io.ntk.api.model.ParameterSelection;
import io.ntk.api.model.Parameters;
import io.ntk.api.model.Readout;
import io.ntk.api.model.RecurrentModel;
import io.ntk.api.random.CounterGenerator;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.AlignmentEstimator;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceEstimator;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.metric.Norm;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import io.ntk.runtime.model.ProblemSizes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every network: random cells and sizes, one trial of one step of one unit among them. */
class RandomNetworksTest {
    private static final List<String> CELLS =
            List.of("rnn_tanh", "rnn_relu", "gru", "lstm", "leaky", "low_rank", "mgu", "neural_ode");
    private static final int MOST_SAMPLES = 12;
    /** Its three traces share no probe, so that it gives 1 on average only. */
    private static final Set<String> SEPARATE = Set.of("three-traces");

    private static NtkRuntime runtime = NtkRuntime.create();

    @BeforeAll
    static void start() {
        runtime.close();
        runtime = NtkRuntime.create();
    }

    @AfterAll
    static void stop() {
        runtime.close();
    }

    private static LongStream seeds() {
        return LongStream.range(0, 5L * CELLS.size());
    }

    private static BeforeAfter pair(long seed, Precision precision) {
        SplittableRandom random = new SplittableRandom(seed);
        ProblemSizes sizes = new ProblemSizes(
                1 + random.nextInt(4), 1 + random.nextInt(6), 1 + random.nextInt(8), 1 + random.nextInt(3));
        return runtime.randomProblems().pair(CELLS.get((int) (seed % CELLS.size())), sizes, seed, precision);
    }

    private static Estimate align(AlignmentEstimator method, Problem before, Problem after, long seed) {
        try (Linearization a = runtime.backend().linearize(before);
                Linearization b = runtime.backend().linearize(after)) {
            Kernel kernel = Kernel.of(a);
            int samples = (int) Math.min(kernel.order(), MOST_SAMPLES);
            return method.estimate(
                            kernel,
                            Kernel.of(b),
                            EstimatorOptions.samples(samples).withSeed(seed))
                    .estimate();
        }
    }

    private static boolean needsMoreRows(NtkException e) {
        return e.id() == ErrorId.INVALID_ARGUMENT && e.problem().contains("needs at least");
    }

    /** Small networks of rectified units can be dead. */
    private static boolean isZero(Problem problem) {
        try (Linearization derivative = runtime.backend().linearize(problem)) {
            return new ExactNtk(Long.MAX_VALUE).trace(derivative).total() == 0;
        }
    }

    private static double exact(Problem before, Problem after) {
        return align(runtime.estimators().alignment("exact"), before, after, 0).value();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void alignmentsStayInTheUnitInterval(long seed) {
        BeforeAfter pair = pair(seed, Precision.FLOAT64);
        if (isZero(pair.before()) || isZero(pair.after())) {
            return;
        }
        for (AlignmentEstimator method : runtime.estimators().alignments()) {
            try {
                Estimate estimate = align(method, pair.before(), pair.after(), seed);
                assertThat(estimate.value()).as(method.description().name()).isBetween(-1.0, 1.0);
                estimate.interval95()
                        .ifPresent(interval -> assertThat(interval.lower())
                                .as(method.description().name())
                                .isBetween(-1.0, interval.upper()));
                estimate.interval95()
                        .ifPresent(interval -> assertThat(interval.upper())
                                .as(method.description().name())
                                .isLessThanOrEqualTo(1));
            } catch (NtkException e) {
                assertThat(needsMoreRows(e)).as(e.toString()).isTrue();
            }
        }
        double naive = align(runtime.estimators().alignment("naive"), pair.before(), pair.after(), seed)
                .value();
        assertThat(exact(pair.before(), pair.after())).isCloseTo(naive, within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void identicalNetworksAreAlignedToTheLastBit(long seed) {
        for (Precision precision : Precision.values()) {
            Problem problem = pair(seed, precision).before();
            if (isZero(problem)) {
                continue;
            }
            for (AlignmentEstimator method : runtime.estimators().alignments()) {
                if (SEPARATE.contains(method.description().name())) {
                    continue;
                }
                try {
                    Estimate estimate = align(method, problem, problem, seed);
                    assertThat(estimate.value())
                            .as(method.description().name() + " " + precision)
                            .isEqualTo(1);
                } catch (NtkException e) {
                    assertThat(needsMoreRows(e)).as(e.toString()).isTrue();
                }
            }
        }
    }

    /** Θ of outputs C z, the readout's own parameters held fixed, is C Θ_z Cᵀ: c C only multiplies it by c². */
    @ParameterizedTest
    @MethodSource("seeds")
    void aScaledReadoutChangesNoAlignment(long seed) {
        BeforeAfter states = pair(seed, Precision.FLOAT64);
        if (isZero(states.before()) || isZero(states.after())) {
            return;
        }
        RecurrentModel plain = states.before().model();
        Readout readout = new Readout(2, true);
        RecurrentModel model = new RecurrentModel(
                plain.name(), plain.cell(), plain.inputSize(), plain.hiddenSize(), Optional.of(readout));
        Problem before = observed(model, states.before(), 1, seed);
        Problem after = observed(model, states.after(), 1, seed);
        double expected = exact(before, after);
        for (double factor : new double[] {1e-6, -3, 1e6}) {
            assertThat(exact(before, observed(model, states.after(), factor, seed)))
                    .as("readout times " + factor)
                    .isCloseTo(expected, within(1e-12));
        }
    }

    private static Problem observed(RecurrentModel model, Problem states, double factor, long seed) {
        double[] recurrent = states.parameters().toArray();
        double[] theta = Arrays.copyOf(recurrent, model.layout().size());
        CounterGenerator generator = new CounterGenerator(seed, 5);
        for (int i = recurrent.length; i < theta.length; i++) {
            theta[i] = factor * (2 * generator.uniform(i) - 1);
        }
        List<String> differentiated = states.model().layout().names();
        return new Problem(model, Parameters.of(model.layout(), theta), states.inputs())
                .withPrecision(states.precision())
                .withObservable(Observable.OUTPUTS)
                .withSelection(ParameterSelection.of(differentiated));
    }

    /** All of its units are off: no parameter moves any state. */
    private static Problem dead(Precision precision) {
        Problem problem = runtime.randomProblems()
                .pair("rnn_relu", new ProblemSizes(5, 4, 6, 2), 1, precision)
                .before();
        RecurrentModel model = problem.model();
        double[] theta = new double[model.layout().size()];
        Arrays.fill(theta, -100);
        return problem.withParameters(Parameters.of(model.layout(), theta));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theKernelOfADeadNetworkIsZero(Precision precision) {
        Problem dead = dead(precision);
        try (Linearization derivative = runtime.backend().linearize(dead)) {
            Kernel kernel = Kernel.of(derivative);
            for (TraceEstimator method : runtime.estimators().traces()) {
                for (TraceOf of : Arrays.stream(TraceOf.values())
                        .filter(method::estimates)
                        .toList()) {
                    assertThat(method.estimate(
                                            kernel,
                                            of,
                                            EstimatorOptions.samples(30).withSeed(1))
                                    .value())
                            .as(method.description().name())
                            .isZero();
                }
            }
            assertThat(new Norm()
                            .estimate(kernel, EstimatorOptions.samples(30).withSeed(1))
                            .value())
                    .isZero();
        }
        for (AlignmentEstimator method : runtime.estimators().alignments()) {
            assertThatThrownBy(() -> align(method, dead, dead, 1))
                    .isInstanceOfSatisfying(
                            NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NUMERICAL_FAILURE))
                    .hasMessageContaining(
                            "The alignment is undefined because the kernel before training is zero: its squared norm is 0.0.");
        }
    }

    /** Its states are finite, and grow thousandfold a step; its kernel leaves float32, and is within float64. */
    private static BeforeAfter growing(Precision precision) {
        return growing(precision, 1000);
    }

    private static BeforeAfter growing(Precision precision, double factor) {
        Problem before = runtime.randomProblems()
                .pair("rnn_relu", new ProblemSizes(3, 10, 4, 2), 1, precision)
                .before();
        double[] theta = before.parameters().toArray();
        double[] large =
                Arrays.stream(theta).map(weight -> factor * Math.abs(weight)).toArray();
        return new BeforeAfter(
                before, before.withParameters(Parameters.of(before.model().layout(), large)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "three-traces"})
    void whatOverflowsFloat32IsNamedWithItsStep(String name) {
        BeforeAfter single = growing(Precision.FLOAT32);
        AlignmentEstimator method = runtime.estimators().alignment(name);
        assertThatThrownBy(() -> align(method, single.before(), single.after(), 1))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NON_FINITE))
                .hasMessageMatching(
                        ".* is (NaN|Infinity)\\. For the kernel after training, the forward sweep over time first"
                                + " finds -?Infinity in trial \\d at step \\d, unit \\d\\. .* float64 .*");

        BeforeAfter twice = growing(Precision.FLOAT64);
        double exact = exact(twice.before(), twice.after());
        Estimate estimate = align(method, twice.before(), twice.after(), 1);
        // Too few samples for an interval that can be relied on.
        assertThat(estimate.value()).isCloseTo(exact, within(0.1));
    }

    /** The range of float64 is the largest there is, so nothing is said of a larger one. */
    @ParameterizedTest
    @ValueSource(strings = {"deflated", "shared-sketch", "three-traces", "exact"})
    void whatOverflowsFloat64IsNamedWithItsStep(String name) {
        BeforeAfter twice = growing(Precision.FLOAT64, 1e18);
        AlignmentEstimator method = runtime.estimators().alignment(name);
        assertThatThrownBy(() -> align(method, twice.before(), twice.after(), 1))
                .isInstanceOfSatisfying(
                        NtkException.class, e -> assertThat(e.id()).isEqualTo(ErrorId.NON_FINITE))
                .hasMessageMatching(
                        ".* is (NaN|Infinity)\\. For the kernel after training, the (forward|reverse) sweep over time first"
                                + " finds -?(NaN|Infinity) in trial \\d at step \\d, unit \\d\\. Check the parameters and inputs\\.");
        try (Linearization after = runtime.backend().linearize(twice.after())) {
            if (name.equals("exact")) {
                assertThatThrownBy(() -> runtime.estimators()
                                .trace(name)
                                .estimate(Kernel.of(after), TraceOf.SQUARE, EstimatorOptions.samples(10)))
                        .hasMessageMatching(
                                "The trace of ntk-squared by 'exact' is (NaN|Infinity)\\. For the kernel of the model, .* in trial \\d"
                                        + " at step \\d, unit \\d\\. Check the parameters and inputs\\.");
            }
        }
    }

    /** Their sums are made in float64, and squared norms leave float32 long before the kernels do. */
    @ParameterizedTest
    @ValueSource(strings = {"reverse-only", "naive", "exact"})
    void squaresMayLeaveFloat32WhereTheKernelDoesNot(String name) {
        BeforeAfter single = growing(Precision.FLOAT32);
        BeforeAfter twice = growing(Precision.FLOAT64);
        AlignmentEstimator method = runtime.estimators().alignment(name);
        double expected = align(method, twice.before(), twice.after(), 1).value();
        assertThat(align(method, single.before(), single.after(), 1).value()).isCloseTo(expected, within(1e-4));
    }
}
