package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.Precision;
import io.ntk.api.linalg.Axis;
import io.ntk.api.model.Observable;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.estimate.Estimate;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.TraceOf;
import io.ntk.estimators.flow.GradientFlow;
import io.ntk.estimators.flow.GroupBlocks;
import io.ntk.estimators.flow.GroupGradients;
import io.ntk.estimators.flow.TrialGroups;
import io.ntk.estimators.trace.HutchPlusPlus;
import io.ntk.estimators.trace.NaiveTrace;
import io.ntk.io.arrays.ArrayFile;
import io.ntk.io.arrays.ArrayReference;
import io.ntk.io.arrays.NumericArray;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.EquationSettings;
import io.ntk.runtime.model.ModelSettings;
import io.ntk.training.flow.ObservedLoss;
import io.ntk.training.loss.Loss;
import io.ntk.training.loss.Targets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradient flow and groups of trials by every way in which an engine differentiates, against PyTorch's autograd in float64. */
class GoldenFlowTest {
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");

    private static final Map<String, String> CELLS = Map.of(
            "ctrnn_dale", "dale_rate",
            "ctrnn_tau", "rate_tau",
            "keras_gru", "keras_gru",
            "low_rank", "low_rank_rate",
            "diagonal", "diagonal");

    private static final int SEEDS = 200;

    private static final WayRuntimes RUNTIMES = new WayRuntimes();

    @TempDir
    private static Path folder;

    private static NtkRuntime runtime(Way way) {
        return RUNTIMES.of(way, folder);
    }

    @AfterAll
    static void closeEngines() {
        RUNTIMES.close();
    }

    static List<Arguments> everyModelByEveryWay() {
        List<Arguments> all = new ArrayList<>();
        for (String model : CELLS.keySet()) {
            for (Way way : Way.values()) {
                all.add(Arguments.of(way, model));
            }
        }
        return all;
    }

    static List<String> models() {
        return List.copyOf(CELLS.keySet());
    }

    /** A model before training, what is asked of it, and what PyTorch found. */
    private record Golden(
            Problem problem, Targets targets, TrialGroups groups, Map<String, Object> facts, ArrayFile file)
            implements AutoCloseable {
        static Golden of(String model, NtkRuntime runtime) throws IOException {
            Path file = MODELS.resolve(model + ".npz");
            ModelSettings settings = new ModelSettings(CELLS.get(model))
                    .withPrecision(Precision.FLOAT64)
                    .withObservable(Observable.OUTPUTS);
            if (model.equals("ctrnn_dale")) {
                settings = settings.withEquations(
                        new EquationSettings(Map.of(), Optional.of(reference(file, "constant"))));
            }
            Problem outputs =
                    runtime.modelFiles().problem(reference(file, "before"), reference(file, "inputs"), settings);
            Problem problem = ObservedLoss.observing(outputs, Observable.STATES);
            ArrayFile opened = ArrayFile.open(file);
            NumericArray targets = opened.read("targets");
            double[] valid = opened.read("valid").values();
            boolean[] counted = new boolean[valid.length];
            for (int i = 0; i < valid.length; i++) {
                counted[i] = valid[i] == 1;
            }
            return new Golden(
                    problem,
                    new Targets(
                            targets.shape().get(0),
                            targets.shape().get(1),
                            targets.shape().get(2),
                            targets.values(),
                            counted),
                    TrialGroups.of(
                            opened.read("labels").values(), targets.shape().get(0)),
                    ParsedJson.object(Files.readString(MODELS.resolve(model + ".json"))),
                    opened);
        }

        private static ArrayReference reference(Path file, String name) {
            return new ArrayReference(file, Optional.of(name));
        }

        double fact(String name) {
            return (Double) facts.get(name);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    private static void assertClose(double found, double right) {
        assertThat(found).isCloseTo(right, within(1e-9 * Math.abs(right)));
    }

    @ParameterizedTest
    @MethodSource("everyModelByEveryWay")
    void agreesWithAutogradOfPyTorch(Way way, String model) throws IOException {
        AutodiffBackend engine = runtime(way).backend();
        EstimatorOptions options = EstimatorOptions.samples(1);
        try (Golden golden = Golden.of(model, runtime(way));
                Linearization linearization = engine.linearize(golden.problem())) {
            ObservedLoss loss = ObservedLoss.of(engine, linearization, Loss.MSE, golden.targets());
            assertClose(loss.value(), golden.fact("loss_before"));
            assertThat(loss.error()).containsExactly(golden.file().read("error").values(), within(1e-12));

            GradientFlow flow = GradientFlow.of(linearization, loss.error());
            assertThat(flow.flow()).containsExactly(golden.file().read("flow").values(), within(1e-12));
            assertClose(flow.errorNorm(), golden.fact("error_norm"));
            assertClose(flow.gradientNorm(), golden.fact("gradient_norm"));
            assertClose(flow.flowNorm(), golden.fact("flow_norm"));
            assertClose(flow.rayleigh(), golden.fact("rayleigh"));
            Estimate squares = new NaiveTrace().estimate(Kernel.of(linearization), TraceOf.SQUARE, options);
            assertClose(flow.errorAlignment(squares).value(), golden.fact("error_alignment"));
            // By the parameters' names in the equations; PyTorch's are by those in the file, in the same order.
            List<Double> shares = List.copyOf(flow.gradientShare().values());
            Map<?, ?> rightShares = (Map<?, ?>) golden.facts().get("gradient_share");
            List<?> order = (List<?>) golden.facts().get("parameter_order");
            assertThat(shares).hasSameSizeAs(order);
            for (int i = 0; i < shares.size(); i++) {
                assertClose(shares.get(i), (Double) rightShares.get(order.get(i)));
            }
            double[] steps = flow.flowShare(Axis.TIME);
            List<?> rightSteps = (List<?>) golden.facts().get("flow_share_by_step");
            for (int t = 0; t < steps.length; t++) {
                assertClose(steps[t], (Double) rightSteps.get(t));
            }
            double gains =
                    flow.stages().stream().mapToDouble(GradientFlow.Stage::gain).reduce(1, (a, b) -> a * b);
            assertClose(gains, golden.fact("flow_norm") / golden.fact("error_norm"));

            assertClose(
                    GroupGradients.cosines(linearization, loss.error(), golden.groups(), roomy())[0][1],
                    golden.fact("group_gradient_cosine"));
            assertClose(
                    GroupBlocks.exact(linearization, golden.groups(), options)
                            .get(0)
                            .get(1)
                            .value(),
                    golden.fact("group_block_alignment"));
        }
    }

    private static EstimatorOptions roomy() {
        return EstimatorOptions.samples(1).withMemoryLimit(1 << 20);
    }

    @ParameterizedTest
    @MethodSource("models")
    void intervalsHoldWhatIsSampled(String model) throws IOException {
        AutodiffBackend engine = runtime(Way.NATIVE).backend();
        try (Golden golden = Golden.of(model, runtime(Way.NATIVE));
                Linearization linearization = engine.linearize(golden.problem())) {
            double[] error = ObservedLoss.of(engine, linearization, Loss.MSE, golden.targets())
                    .error();
            GradientFlow flow = GradientFlow.of(linearization, error);
            Kernel kernel = Kernel.of(linearization);
            assertCovered(
                    golden.fact("error_alignment"),
                    options -> flow.errorAlignment(
                            new HutchPlusPlus().estimate(kernel, TraceOf.SQUARE, options.withSamples(45))));
            int samples = Math.min(24, golden.problem().selectedLayout().size() / 2);
            assertCovered(
                    golden.fact("group_block_alignment"),
                    options -> GroupBlocks.sampled(
                                    engine, golden.problem(), golden.groups(), options.withSamples(samples))
                            .get(0)
                            .get(1));
        }
    }

    private static void assertCovered(double right, Function<EstimatorOptions, Estimate> estimator) {
        long covered = LongStream.range(0, SEEDS)
                .filter(seed -> estimator
                        .apply(EstimatorOptions.samples(1).withSeed(seed))
                        .interval95()
                        .orElseThrow()
                        .contains(right))
                .count();
        // Fewer than 180 of 200 intervals that hold with 95% have a probability of 0.002.
        assertThat(covered).isGreaterThanOrEqualTo(180);
    }
}
