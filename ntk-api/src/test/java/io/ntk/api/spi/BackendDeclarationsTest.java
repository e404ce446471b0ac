package io.ntk.api.spi;

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
        assertThat(BackendOptions.defaults())
                .isEqualTo(new BackendOptions(Runtime.getRuntime().availableProcessors(), 1L << 31, Map.of()));
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
