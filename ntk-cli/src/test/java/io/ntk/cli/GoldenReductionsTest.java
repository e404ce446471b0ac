package io.ntk.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ntk.api.spi.AutodiffBackend;
import io.ntk.api.spi.Capabilities.Feature;
import io.ntk.api.spi.Linearization;
import io.ntk.estimators.dynamics.ExtremeSingularValue;
import io.ntk.estimators.dynamics.InversePropagation;
import io.ntk.estimators.dynamics.LyapunovExponents;
import io.ntk.estimators.estimate.EstimatorOptions;
import io.ntk.estimators.estimate.Interval;
import io.ntk.estimators.estimate.Kernel;
import io.ntk.estimators.estimate.Progress;
import io.ntk.estimators.spectrum.PartialTrace;
import io.ntk.estimators.spectrum.Reduction;
import io.ntk.runtime.NtkRuntime;
import io.ntk.runtime.model.BeforeAfter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.SingularOps_DDRM;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Reduced kernels and dynamics of golden networks by every engine, against PyTorch's explicit Jacobian and dense matrices. */
class GoldenReductionsTest {
    private static final Path MODELS = Path.of("..", "ntk-runtime", "src", "test", "resources", "models");
    private static final Set<String> NETWORKS = Set.of("ctrnn_dale", "ctrnn_tau", "keras_gru", "low_rank", "diagonal");
    private static final double ROUNDING = 1e-9;
    private static final int SEEDS = 200;
    private static final EstimatorOptions OPTIONS = EstimatorOptions.samples(1).withMemoryLimit(1L << 28);
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

    /**
     * SameDiff, which takes milliseconds for a column of the Jacobian, has the smallest. GoldenNetworksTest compares its products for all.
     */
    static List<Arguments> everyNetworkByEveryWay() throws IOException {
        List<Arguments> all = new ArrayList<>();
        for (GoldenNetwork network : networks()) {
            for (Way way : Way.values()) {
                if (way != Way.SAMEDIFF || network.name().strip().equals("diagonal")) {
                    all.add(Arguments.of(way, network));
                }
            }
        }
        return all;
    }

    /** Those of which all states are observed. */
    static List<GoldenNetwork> networks() throws IOException {
        List<GoldenNetwork> networks = GoldenNetworks.all(folder).stream()
                .filter(network -> NETWORKS.contains(network.name().strip()))
                .toList();
        assertThat(networks).hasSameSizeAs(NETWORKS);
        return networks;
    }

    /** The value of a fact by the axes that are kept. */
    private static Map<String, Double> fact(GoldenNetwork network, String name) throws IOException {
        Path file = MODELS.resolve(network.name().strip() + ".json");
        Map<String, Double> values = new java.util.TreeMap<>();
        ((Map<?, ?>) ParsedJson.object(Files.readString(file)).get(name))
                .forEach((axes, value) -> values.put((String) axes, (Double) value));
        assertThat(values).containsKeys("trial", "time", "unit", "trial,time", "time,unit");
        return values;
    }

    @ParameterizedTest
    @MethodSource("everyNetworkByEveryWay")
    void exactReductionsAreTheGoldenOnes(Way way, GoldenNetwork network) throws IOException {
        Map<String, Double> dimensions = fact(network, "reduced_effective_dimension");
        Map<String, Double> tops = fact(network, "reduced_top_eigenvalue");
        try (Linearization before = linearize(way, network)) {
            for (String axes : dimensions.keySet()) {
                PartialTrace reduced = Reduction.parse(axes).exact(Kernel.of(before), OPTIONS);
                assertThat(reduced.effectiveDimension().value() / dimensions.get(axes))
                        .as(axes)
                        .isCloseTo(1, within(ROUNDING));
                assertThat(reduced.topEigenvalue().value() / tops.get(axes))
                        .as(axes)
                        .isCloseTo(1, within(ROUNDING));
                double trace = network.facts().get("trace_before");
                assertThat(reduced.trace().value()).isCloseTo(trace, within(ROUNDING * trace));
            }
        }
    }

    /** With all axes kept, nothing is reduced. */
    @ParameterizedTest
    @MethodSource("everyNetworkByEveryWay")
    void alignmentsOfAllAxesAreTheGoldenOnes(Way way, GoldenNetwork network) throws IOException {
        Reduction all = Reduction.parse("trial,time,unit");
        BeforeAfter pair = network.reader().apply(runtime(way).modelFiles());
        try (Linearization before = runtime(way).backend().linearize(pair.before());
                Linearization after = runtime(way).backend().linearize(pair.after())) {
            PartialTrace first = all.exact(Kernel.of(before), OPTIONS);
            PartialTrace later = all.exact(Kernel.of(after), OPTIONS);
            assertThat(first.alignment(later).value()).isCloseTo(network.facts().get("alignment"), within(ROUNDING));
            assertThat(first.centred().alignment(later.centred()).value())
                    .isCloseTo(network.facts().get("centred_alignment"), within(ROUNDING));
        }
    }

    @ParameterizedTest
    @MethodSource("networks")
    void intervalsHoldTheGoldenNumbers(GoldenNetwork network) throws IOException {
        Map<String, Double> dimensions = fact(network, "reduced_effective_dimension");
        Map<String, Double> tops = fact(network, "reduced_top_eigenvalue");
        try (Linearization before = linearize(Way.NATIVE, network)) {
            for (String axes : List.of("time", "trial,time", "time,unit")) {
                int stated = 0;
                int ofDimensions = 0;
                int ofTops = 0;
                for (int seed = 0; seed < SEEDS; seed++) {
                    PartialTrace reduced = Reduction.parse(axes)
                            .estimate(
                                    Kernel.of(before),
                                    EstimatorOptions.samples(40).withSeed(seed));
                    Optional<Interval> dimension = reduced.effectiveDimension().interval95();
                    stated += dimension.isPresent() ? 1 : 0;
                    ofDimensions += holds(dimension, dimensions.get(axes));
                    ofTops += holds(reduced.topEigenvalue().interval95(), tops.get(axes));
                }
                // Withheld where the squared norm may be 0.
                assertThat(stated).as("stated of " + axes).isGreaterThan(SEEDS * 9 / 10);
                assertThat((double) ofDimensions / stated)
                        .as("dimension of " + axes)
                        .isGreaterThan(0.9);
                assertThat((double) ofTops / SEEDS)
                        .as("top eigenvalue of " + axes)
                        .isGreaterThan(0.9);
            }
        }
    }

    private static int holds(Optional<Interval> interval, @Nullable Double value) {
        return interval.filter(found -> found.contains(Objects.requireNonNull(value)))
                        .isPresent()
                ? 1
                : 0;
    }

    @ParameterizedTest
    @MethodSource("everyNetworkByEveryWay")
    void dynamicsAreThoseOfTheDensePropagation(Way way, GoldenNetwork network) {
        if (!runtime(way).backend().capabilities().has(Feature.STRUCTURE)) {
            return;
        }
        try (Linearization before = linearize(way, network)) {
            DMatrixRMaj propagation = before.propagation().toMatrix();
            DMatrixRMaj inverse = new InversePropagation(before, 1L << 28).toMatrix();
            assertThat(CommonOps_DDRM.mult(propagation, inverse, null).data)
                    .containsExactly(CommonOps_DDRM.identity(propagation.numRows).data, within(1e-10));
            double[] singular = SingularOps_DDRM.singularValues(propagation);
            Arrays.sort(singular);
            EstimatorOptions options = OPTIONS.withSamples(propagation.numRows);
            double largest = singular[singular.length - 1];
            assertThat(ExtremeSingularValue.largest(before, options).value().value() / largest)
                    .isCloseTo(1, within(ROUNDING));
            assertThat(ExtremeSingularValue.smallest(before, options).value().value() / singular[0])
                    .isCloseTo(1, within(ROUNDING));
            LyapunovExponents exponents = LyapunovExponents.of(before, 1L << 28, Progress.none());
            assertThat(exponents.trials()).isEqualTo(before.problem().inputs().trials());
            assertThat(exponents.of(0)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    private static Linearization linearize(Way way, GoldenNetwork network) {
        AutodiffBackend engine = runtime(way).backend();
        return engine.linearize(
                network.reader().apply(runtime(way).modelFiles()).before());
    }
}
