package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.linalg.LinearOperator;
import io.ntk.api.linalg.MultiVector;
import io.ntk.api.random.ProbeDistribution;
import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.api.spi.Problem;
import io.ntk.estimators.Estimators;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.OneStepLinearization;
import io.ntk.estimators.exact.ExactAlignmentEstimator;
import io.ntk.estimators.exact.ExactNtk;
import io.ntk.estimators.network.NetworkMetric;
import io.ntk.estimators.network.NetworkMetrics;
import io.ntk.estimators.network.NetworkSnapshot;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files as people have them, by every way in which an engine differentiates, against PyTorch's autograd in float64. */
class GoldenNetworksTest {
    /** Relative difference of two sums of the same products in float64. */
    private static final double ROUNDING = 1e-10;

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

    /** All but SameDiff, which takes a hundred times as long for a whole Jacobian. */
    static List<Arguments> everyNetworkByEveryWay() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (GoldenNetwork network : GoldenNetworks.all(folder)) {
            for (Way way : Way.values()) {
                if (way != Way.SAMEDIFF) {
                    all.add(Arguments.of(way, network));
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("everyNetworkByEveryWay")
    void agreesWithAutogradOfPyTorch(Way way, GoldenNetwork network) {
        NtkRuntime runtime = runtime(way);
        AutodiffBackend engine = runtime.backend();
        BeforeAfter models = network.reader().apply(runtime.modelFiles());
        try (Linearization before = engine.linearize(models.before());
                Linearization after = engine.linearize(models.after())) {
            Map<String, Double> naive =
                    naive(before.jacobian().toMatrix(), after.jacobian().toMatrix());
            Map<String, Double> found = new HashMap<>(naive);
            found.putAll(moved(models.before(), NetworkSnapshot.of(before), NetworkSnapshot.of(after)));
            Map<String, Double> facts = new HashMap<>(network.facts());
            if (way == Way.NATIVE) {
                found.put("centred_alignment", centred(Kernel.of(before), Kernel.of(after)));
            } else {
                // The same rows once more, without their means.
                facts.remove("centred_alignment");
            }
            assertThat(facts).isNotEmpty();
            assertClose(found, facts, network.rounding());
            if (engine.capabilities().has(Feature.STRUCTURE)) {
                assertClose(exact(before, after), naive, ROUNDING);
                assertOneStep(before);
                double centred = found.computeIfAbsent(
                        "centred_alignment", missing -> network.facts().get(missing));
                assertThat(exactCentred(Kernel.of(before), Kernel.of(after))).isCloseTo(centred, within(ROUNDING));
            }
            assertStates(before, network);
        }
    }

    /** Each network once, in whatever format its files are. */
    static List<GoldenNetwork> everyNetworkOnce() throws IOException {
        Set<Map<String, Double>> seen = new HashSet<>();
        return GoldenNetworks.all(folder).stream()
                .filter(network -> seen.add(network.facts()))
                .toList();
    }

    /**
     * SameDiff's J times a random vector, which misses a wrong matrix with probability zero (Freivalds 1977), against the same of
     * the native engine, whose matrix is compared with autograd's above; and so with the adjoint.
     */
    @ParameterizedTest
    @MethodSource("everyNetworkOnce")
    void productsBySameDiffAgree(GoldenNetwork network) {
        BeforeAfter models = network.reader().apply(runtime(Way.SAMEDIFF).modelFiles());
        try (Linearization before = runtime(Way.SAMEDIFF).backend().linearize(models.before());
                Linearization after = runtime(Way.SAMEDIFF).backend().linearize(models.after())) {
            assertProducts(before);
            assertProducts(after);
            Map<String, Double> moved = moved(models.before(), NetworkSnapshot.of(before), NetworkSnapshot.of(after));
            Map<String, Double> facts = new HashMap<>(network.facts());
            facts.keySet().retainAll(moved.keySet());
            assertClose(moved, facts, network.rounding());
            assertStates(before, network);
        }
    }

    private static void assertProducts(Linearization one) {
        try (Linearization right = runtime(Way.NATIVE).backend().linearize(one.problem())) {
            assertProduct(one.jacobian(), right.jacobian());
            assertProduct(one.jacobian().adjoint(), right.jacobian().adjoint());
        }
    }

    private static void assertProduct(LinearOperator operator, LinearOperator right) {
        double[] expected = product(right);
        double norm =
                Math.sqrt(Arrays.stream(expected).map(value -> value * value).sum());
        assertThat(product(operator)).containsExactly(expected, within(ROUNDING * norm));
    }

    private static double[] product(LinearOperator operator) {
        try (MultiVector x = operator.domain().probes(ProbeDistribution.GAUSSIAN, 1, 0, 1);
                MultiVector image = operator.times(x)) {
            return image.toArray(0);
        }
    }

    private static void assertStates(Linearization linearization, GoldenNetwork network) {
        network.states()
                .ifPresent(states -> assertThat(linearization.observations())
                        .containsExactly(states.read().values(), within(network.rounding())));
    }

    private static Map<String, Double> naive(DMatrixRMaj before, DMatrixRMaj after) {
        return Map.of(
                "rows",
                (double) before.numRows,
                "trace_before",
                square(before),
                "trace_after",
                square(after),
                "effective_dimension_before",
                square(before) * square(before) / product(before, before),
                "alignment",
                product(before, after) / Math.sqrt(product(before, before) * product(after, after)));
    }

    private static Map<String, Double> moved(Problem problem, NetworkSnapshot before, NetworkSnapshot after) {
        Map<String, Double> moved = new HashMap<>();
        List<String> tensors = problem.model().layout().names().stream()
                .map(problem.parameters()::label)
                .toList();
        for (NetworkMetric metric : NetworkMetrics.of(problem)) {
            String name = metric.stem(metric.isOfPair() ? "" : "_before");
            metric.value(before, after)
                    .ifPresent(value -> moved.put(
                            metric.part().isEmpty() ? name : name + " " + tensors.indexOf(metric.part()), value));
        }
        return moved;
    }

    /** ‖J‖²_F. */
    private static double square(DMatrixRMaj jacobian) {
        double norm = NormOps_DDRM.normF(jacobian);
        return norm * norm;
    }

    /** Tr(Θ_a Θ_b) = ‖J_aᵀ J_b‖²_F. */
    private static double product(DMatrixRMaj a, DMatrixRMaj b) {
        return square(CommonOps_DDRM.multTransA(a, b, null));
    }

    /** K = F Fᵀ from the structure, wherever the structure speaks of the model's own perturbations. */
    private static void assertOneStep(Linearization linearization) {
        OneStepLinearization oneStep = new OneStepLinearization(linearization);
        if (oneStep.structure().isPresent()) {
            double trace = square(linearization.oneStepJacobian().toMatrix());
            assertThat(new ExactNtk(1L << 30).trace(oneStep).total()).isCloseTo(trace, within(ROUNDING * trace));
        }
    }

    private static double centred(Kernel before, Kernel after) {
        return Estimators.standard()
                .alignment("naive")
                .estimate(before.centred(), after.centred(), EstimatorOptions.samples(1))
                .value();
    }

    private static double exactCentred(Kernel before, Kernel after) {
        ExactAlignmentEstimator exact = new ExactAlignmentEstimator();
        EstimatorOptions options = EstimatorOptions.samples(1);
        return exact.centred(exact.traces(before, after, options), before, after, options)
                .value();
    }

    private static Map<String, Double> exact(Linearization before, Linearization after) {
        ExactNtk exact = new ExactNtk(1L << 30);
        double trace = exact.trace(before).total();
        return Map.of(
                "rows",
                (double) before.observationSpace().order(),
                "effective_dimension_before",
                trace * trace / exact.squaredFrobenius(before).total(),
                "trace_before",
                trace,
                "trace_after",
                exact.trace(after).total(),
                "alignment",
                exact.alignment(before, after).value());
    }

    private static void assertClose(Map<String, Double> found, Map<String, Double> right, double rounding) {
        right.forEach((fact, value) -> assertThat(found.get(fact)).as(fact).isCloseTo(value, within(rounding * value)));
    }
}
