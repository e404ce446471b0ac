package io.ntk.api.spi;

import static io.ntk.api.ErrorId.CONFIGURATION;
import static io.ntk.api.ErrorId.INVALID_ARGUMENT;
import static io.ntk.api.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ntk.api.Precision;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What backends and users say about backends: values that nobody else can change. */
class BackendDeclarationsTest {
    @Test
    void availabilitySaysWhyNot() {
        assertThat(Availability.yes()).isEqualTo(new Availability(true, "", ""));
        assertThat(Availability.no("No driver.", "Install one."))
                .isEqualTo(new Availability(false, "No driver.", "Install one."));
    }

    @Test
    void capabilitiesAreWhatWasDeclared() {
        Set<Capabilities.Feature> features = EnumSet.of(Capabilities.Feature.REVERSE_MODE);
        Set<Precision> precisions = EnumSet.of(Precision.FLOAT64);
        Capabilities capabilities = new Capabilities(features, precisions);
        features.add(Capabilities.Feature.STRUCTURE);
        precisions.add(Precision.FLOAT32);
        assertThat(capabilities.has(Capabilities.Feature.REVERSE_MODE)).isTrue();
        assertThat(capabilities.has(Capabilities.Feature.STRUCTURE)).isFalse();
        assertThat(capabilities.precisions()).containsExactly(Precision.FLOAT64);
    }

    @Test
    void optionsChangeOneThingAtATime() {
        Map<String, String> settings = new HashMap<>(Map.of("device", "gpu"));
        BackendOptions options =
                BackendOptions.defaults().withThreads(3).withMemoryLimit(1000).withSettings(settings);
        settings.put("device", "cpu");
        assertThat(options).isEqualTo(new BackendOptions(3, 1000, Map.of("device", "gpu")));
        Runtime runtime = Runtime.getRuntime();
        assertThat(BackendOptions.defaults())
                .isEqualTo(new BackendOptions(
                        runtime.availableProcessors(), Math.min(1L << 31, runtime.maxMemory()), Map.of()));
    }

    @Test
    void threadsAndMemoryAreAtLeastOne() {
        for (int value : new int[] {0, -1}) {
            assertRefused(
                    INVALID_ARGUMENT,
                    "The number of threads of a backend is " + value + ". Give at least 1.",
                    () -> BackendOptions.defaults().withThreads(value));
            assertRefused(
                    INVALID_ARGUMENT,
                    "The memory limit in bytes of a backend is " + value + ". Give at least 1.",
                    () -> BackendOptions.defaults().withMemoryLimit(value));
        }
    }

    @Test
    void settingsThatABackendDoesNotHaveAreRefused() {
        BackendOptions options =
                BackendOptions.defaults().withSettings(Map.of("zeal", "9", "devise", "gpu", "path", ""));
        options.requireKnown("fast", "path", "devise", "zeal");
        assertRefused(
                CONFIGURATION,
                "Backend 'fast' has no setting 'devise'. Did you mean 'device'? Known are: path, device.",
                () -> options.requireKnown("fast", "path", "device"));
        assertRefused(
                CONFIGURATION,
                "Backend 'bare' has no setting 'devise'. It has no settings; leave it out.",
                () -> options.requireKnown("bare"));
    }

    private enum Path {
        BLOCKS,
        GRADIENT
    }

    @Test
    void aChoiceIsOneOfItsWords() {
        assertThat(BackendOptions.defaults().choice("fast", "path", Path.BLOCKS))
                .isEqualTo(Path.BLOCKS);
        assertThat(BackendOptions.defaults()
                        .withSettings(Map.of("path", "gradient"))
                        .choice("fast", "path", Path.BLOCKS))
                .isEqualTo(Path.GRADIENT);
        BackendOptions options = BackendOptions.defaults().withSettings(Map.of("path", "block"));
        assertRefused(
                CONFIGURATION,
                "Setting 'path' of backend 'fast' is 'block'. Did you mean 'blocks'? Known are: blocks, gradient.",
                () -> options.choice("fast", "path", Path.BLOCKS));
    }

    @Test
    void backendsComputeOnTheProcessorUnlessTheySayOtherwise() {
        AutodiffBackend plain = new AutodiffBackend() {
            @Override
            public String id() {
                return "plain";
            }

            @Override
            public String engine() {
                return "none";
            }

            @Override
            public Capabilities capabilities() {
                return new Capabilities(Set.of(), Set.of());
            }

            @Override
            public Linearization linearize(Problem problem) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
        assertThat(plain.device()).isEqualTo("cpu");
    }
}
